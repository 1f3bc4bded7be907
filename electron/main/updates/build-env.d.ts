/** Put into a release by `npm run dist`, docs/releasing.md. */
interface ImportMetaEnv {
  readonly MAIN_VITE_UPDATE_URL?: string;
  readonly MAIN_VITE_UPDATE_KEY?: string;
}
