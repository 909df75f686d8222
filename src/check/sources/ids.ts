/** The ids of the sources of this build, in order of trust: for a page that has none of their code at hand. */
export const sourceIds = ['online', 'local'] as const;
