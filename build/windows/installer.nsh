; Lanyard's part of the installer that electron-builder makes: installs for this user without asking anything
; (/allusers on the command line: for everybody, with the administrator's consent), and puts "Send with Lanyard" into
; Explorer's "Send to" and its context menu. SHELL_CONTEXT is HKCU or HKLM, as installed.

; words of every language, picked by the installer's own
!macro customHeader
  !ifndef BUILD_UNINSTALLER
    LangString sendWithLanyard ${LANG_ENGLISH} "Send with Lanyard"
    !ifdef LANG_SIMPCHINESE
      LangString sendWithLanyard ${LANG_SIMPCHINESE} "用 Lanyard 发送"
    !endif
  !endif
!macroend

; the page that asks "for me or for all" is passed over: the answer is on the command line, or it is "for me".
; An update stays where the installation is.
!macro customInstallMode
  !ifndef BUILD_UNINSTALLER
    ${If} $hasPerMachineInstallation == "1"
    ${AndIf} $hasPerUserInstallation == "0"
      StrCpy $isForceMachineInstall "1"
    ${Else}
      StrCpy $isForceCurrentInstall "1"
    ${EndIf}
  !endif
!macroend

!macro writeExplorerEntry KIND
  WriteRegStr SHELL_CONTEXT "Software\Classes\${KIND}\shell\Lanyard" "" "$(sendWithLanyard)"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${KIND}\shell\Lanyard" "Icon" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  ; a selection of many files comes as that many starts: the running Lanyard gathers them by the moment of each start
  ; (electron/main/pending/pending-sends.ts)
  WriteRegStr SHELL_CONTEXT "Software\Classes\${KIND}\shell\Lanyard" "MultiSelectModel" "Player"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${KIND}\shell\Lanyard\command" "" \
    '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; by name: an update would add it once more
!macro forgetFirewallRule
  nsExec::Exec 'netsh advfirewall firewall delete rule name="Lanyard" dir=in program="$INSTDIR\${APP_EXECUTABLE_FILENAME}"'
  Pop $0
!macroend

!macro customInstall
  !insertmacro writeExplorerEntry "*"
  !insertmacro writeExplorerEntry "Directory"
  ; the "Send to" folder belongs to one user, whoever the program is installed for
  ${If} $installMode == "CurrentUser"
    CreateShortCut "$SENDTO\Lanyard.lnk" "$INSTDIR\${APP_EXECUTABLE_FILENAME}" "" \
      "$INSTDIR\${APP_EXECUTABLE_FILENAME}" 0
  ${Else}
    ; only an administrator's installer may answer the firewall's question; not for public networks
    !insertmacro forgetFirewallRule
    nsExec::Exec 'netsh advfirewall firewall add rule name="Lanyard" dir=in action=allow program="$INSTDIR\${APP_EXECUTABLE_FILENAME}" profile=private,domain enable=yes'
    Pop $0
  ${EndIf}
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\*\shell\Lanyard"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Directory\shell\Lanyard"
  Delete "$SENDTO\Lanyard.lnk"
  ${IfNot} ${isUpdated}
    ; the start at login, and what the Task Manager says to it (electron/main/login-item.ts)
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "org.lanyard.app"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "org.lanyard.app"
    ${If} $installMode != "CurrentUser"
      !insertmacro forgetFirewallRule
    ${EndIf}
  ${EndIf}
!macroend
