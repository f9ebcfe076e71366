import { KnownError } from '../model/known-error.js';

/** The user's paths or their Git repository do not allow the run. */
export class WorkspaceError extends KnownError {
  override readonly name = 'WorkspaceError';
}
