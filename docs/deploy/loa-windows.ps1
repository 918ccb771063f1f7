# Loa chạy suốt trên Windows (Task Scheduler). Cách dùng: docs/van-hanh.md.
#   powershell -ExecutionPolicy Bypass -File docs\deploy\loa-windows.ps1 -Folder "D:\Loa\hoi-dai-tam"
# Gỡ: thêm -Remove
param(
    [string]$Folder = (Get-Location).Path,
    [string]$Name = "Loa",
    [switch]$Remove
)
$ErrorActionPreference = "Stop"

if ($Remove) {
    Stop-ScheduledTask -TaskName $Name -ErrorAction SilentlyContinue
    Unregister-ScheduledTask -TaskName $Name -Confirm:$false
    Write-Host "Đã gỡ tác vụ $Name."
    exit 0
}

$program = Join-Path $PSScriptRoot "..\..\.venv\Scripts\loa.exe" | Resolve-Path
if (-not (Test-Path (Join-Path $Folder "config\settings.yaml"))) {
    throw "Thư mục $Folder chưa có config\settings.yaml. Ghi đúng thư mục làm việc sau -Folder."
}

$action = New-ScheduledTaskAction -Execute $program -Argument "-C `"$Folder`" serve" -WorkingDirectory $Folder
$trigger = New-ScheduledTaskTrigger -AtLogOn -User $env:USERNAME
# A PC in an office: also on battery, for as long as it likes, once at a time, started again when it fails.
$settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries `
    -ExecutionTimeLimit ([TimeSpan]::Zero) -MultipleInstances IgnoreNew `
    -RestartCount 99 -RestartInterval (New-TimeSpan -Minutes 1) -StartWhenAvailable
Register-ScheduledTask -TaskName $Name -Action $action -Trigger $trigger -Settings $settings -Force `
    -Description "Loa: đăng bài đúng giờ" | Out-Null
Start-ScheduledTask -TaskName $Name
Write-Host "Loa đã chạy và sẽ tự chạy mỗi khi chị đăng nhập máy. Xem lại: Loa.bat -C `"$Folder`" doctor"
