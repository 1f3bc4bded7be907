/** The page's scheme, host and origin. One place, because three checks compare with it. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://lanyard';
