/** One record as JSON. */
export const dummy: string;
