/** What a user can decide while the screen is up. */
export type Command =
  | { readonly type: "dial"; readonly to: string }
  | { readonly type: "answer" }
  | { readonly type: "decline" }
  | { readonly type: "hang-up" }
  | { readonly type: "toggle-video" }
  | { readonly type: "quit" };
