/** Emoji that Unicode recommends, whole: inside of them joiners and selectors are no offence. */
export const WHOLE_EMOJI = new RegExp("\\p{RGI_Emoji}", "gv");
