/** For the tests of transforms: the public entry `k8s-upgrade/testing`. */
export { checkFixture, findingsOf, raisedMessages } from './authoring/check-fixture.js';
export { readFixtures, type ExpectedFinding, type Fixture } from './authoring/fixture.js';
