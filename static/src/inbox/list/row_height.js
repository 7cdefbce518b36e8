/** Of each row in pixels, as in the style sheet. */
export const ROW = 76;
