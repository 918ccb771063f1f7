@echo off
rem Loa: double-click. The first time it makes the environment (a few minutes); then it opens the preview.
rem No labels and no goto: cmd loses its place in a UTF-8 file when it jumps.
chcp 65001 >nul
setlocal
cd /d "%~dp0"
title Loa

set "PY="
where python >nul 2>nul && set "PY=python"
where py >nul 2>nul && set "PY=py -3"
if not defined PY (
    echo Máy này chưa có Python. Hãy cài Python 3.11 trở lên từ python.org,
    echo nhớ đánh dấu ô "Add python.exe to PATH", rồi bấm đúp Loa.bat lần nữa.
    pause
    exit /b 1
)
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 (
    echo Python trên máy này đã cũ hoặc chưa chạy được. Hãy cài Python 3.11 trở lên từ python.org
    echo rồi bấm đúp Loa.bat lần nữa.
    pause
    exit /b 1
)

rem The mark is written last, so that an interrupted set-up begins anew.
if not exist ".venv\loa-ready.txt" (
    echo Lần đầu chạy: Loa đang tự cài đặt, mất vài phút. Xin đừng đóng cửa sổ này.
    %PY% -m venv .venv && ".venv\Scripts\python.exe" -m pip install --quiet -e . && echo ready> ".venv\loa-ready.txt"
)
if not exist ".venv\loa-ready.txt" (
    echo Cài đặt chưa xong. Kiểm tra mạng Internet rồi bấm đúp Loa.bat lần nữa.
    pause
    exit /b 1
)

if not "%~1"=="" (
    ".venv\Scripts\python.exe" run.py %*
    exit /b
)
echo Loa đang mở trang làm việc. Để tắt Loa, đóng cửa sổ này.
".venv\Scripts\python.exe" run.py preview --open
if errorlevel 1 pause
