/** A peer as the list shows it. */
export interface Whom {
  readonly name: string;
  /** Fingerprint of their key, where it is known. */
  readonly key?: string;
}

/** What a user can decide about the voice of a call. */
export type VoiceCommand =
  | { readonly type: "toggle-mute" }
  | { readonly type: "push-to-talk" }
  /** The key that must be held is down, for the first time or again. */
  | { readonly type: "talk" }
  | { readonly type: "louder" }
  | { readonly type: "quieter" };

/** What a user can decide about calls. */
export type Command =
  | VoiceCommand
  | { readonly type: "dial"; readonly to: string }
  | { readonly type: "answer" }
  | { readonly type: "decline" }
  | { readonly type: "hang-up" }
  | { readonly type: "toggle-video" }
  /** Whose key it is that answered a first call. */
  | { readonly type: "trust" }
  | { readonly type: "distrust" }
  | { readonly type: "copy-invite" }
  /** Hears no more from whoever rings or, while nobody does, from that peer; or hears from them again. */
  | { readonly type: "block"; readonly peer?: Whom }
  | { readonly type: "toggle-undisturbed" }
  /** Writes to the other side of the call. */
  | { readonly type: "say"; readonly text: string }
  /** `code`: the exit code when it was not a key but a signal that asked. */
  | { readonly type: "quit"; readonly code?: number };

/** What a user can decide to keep of what they see. */
export type KeepCommand = { readonly type: "snapshot" } | { readonly type: "record" };

/** What a user can decide about a recording that is played. */
export type PlayCommand =
  | { readonly type: "pause" }
  | { readonly type: "step" }
  /** Forward or back, in milliseconds. */
  | { readonly type: "seek"; readonly by: number }
  | { readonly type: "rewind" }
  | { readonly type: "loop" };

/** Everything a user can decide while the screen is up. */
export type ScreenCommand = Command | KeepCommand | PlayCommand;
