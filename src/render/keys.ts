/** What a user can decide while the screen is up. */
export type Command =
  | { readonly type: "dial"; readonly to: string }
  | { readonly type: "answer" }
  | { readonly type: "decline" }
  | { readonly type: "hang-up" }
  | { readonly type: "toggle-video" }
  /** `code`: the exit code when it was not a key but a signal that asked. */
  | { readonly type: "quit"; readonly code?: number };
