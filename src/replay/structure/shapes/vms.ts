/** Virtual machines of a structure, at most. */
export const MAX_VMS = 128;
