/** What is said outside the window: tray, notifications, system dialogs. */
export const desktop = {
  appName: 'Lanyard',
} as const;
