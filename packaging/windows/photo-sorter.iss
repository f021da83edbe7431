; Inno Setup 6.3: the installer for one user, without an administrator. installer.py fills in what product.toml says.

[Setup]
AppId={{$app_id}
AppName=$title
AppVersion=$version
AppPublisher=$publisher
VersionInfoVersion=$version
LicenseFile=$licence_file
DefaultDirName={autopf}\$title
DefaultGroupName=$title
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
MinVersion=$minimum
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
SetupIconFile=$icon
UninstallDisplayIcon={app}\$title.exe
UninstallDisplayName=$title
OutputDir=$out
OutputBaseFilename=$name-$version-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
; A window that is open is asked to close, and started again afterwards.
CloseApplications=yes
RestartApplications=yes
ChangesAssociations=yes
#ifdef SIGN
SignTool=sign
SignedUninstaller=yes
#endif

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[InstallDelete]
; Libraries of the version before, under names that this one does not have.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "$bundle\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
; The identity of the process (photo_sorter.ui.taskbar), so that a pinned icon and the window are one.
Name: "{autoprograms}\$title"; Filename: "{app}\$title.exe"; AppUserModelID: "$identifier"
Name: "{autodesktop}\$title"; Filename: "{app}\$title.exe"; AppUserModelID: "$identifier"; Tasks: desktopicon

[Registry]
; "Open with" lists the program for pictures; what a double-click opens stays as it is.
Root: HKA; Subkey: "Software\Classes\Applications\$title.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "$title"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\$title.exe\shell\open\command"; ValueType: string; ValueData: """{app}\$title.exe"" ""%1"""
$types
; And the menu of a folder.
Root: HKA; Subkey: "Software\Classes\Directory\shell\$name"; ValueType: string; ValueData: "Open with $title"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Directory\shell\$name"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\$title.exe"
Root: HKA; Subkey: "Software\Classes\Directory\shell\$name\command"; ValueType: string; ValueData: """{app}\$title.exe"" ""%1"""
; `$name` in a terminal and in Win+R
Root: HKA; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\$name.exe"; ValueType: string; ValueData: "{app}\$name.exe"; Flags: uninsdeletekey

[Run]
Filename: "{app}\$title.exe"; Description: "{cm:LaunchProgram,$title}"; Flags: nowait postinstall skipifsilent

; Uninstalling takes away what was installed. The library, verdicts and models in %LOCALAPPDATA%\$name stay: they are the
; person's. README.md says how to remove them.
