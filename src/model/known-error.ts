/**
 * An error that the user can cause and can settle: a path that does not exist, a wrong setting.
 * It is shown without a stack trace. `message` says what happened and where, `hint` what to do.
 */
export class KnownError extends Error {
  override readonly name: string = 'KnownError';
  readonly hint: string | undefined;

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}
