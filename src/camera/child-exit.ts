/** Exit codes by which the camera's process says why it left. Node itself uses those below 20. */
export const CHILD_EXIT = { noOpenCv: 20, cannotOpen: 21, noPicture: 22, ended: 23 } as const;
