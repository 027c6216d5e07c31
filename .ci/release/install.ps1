# Installs scn into %LOCALAPPDATA%\scn, or into the folder SCN_BIN: downloads the archive, compares
# its checksum, unpacks the command, and adds the folder to the user's PATH.
$ErrorActionPreference = "Stop"

$address = "@ADDRESS@"
$folder = if ($env:SCN_BIN) { $env:SCN_BIN } else { Join-Path $env:LOCALAPPDATA "scn" }
$archive = "scn-x86_64-pc-windows-msvc.tar.gz"
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory -Path $work, $folder -Force | Out-Null
try {
    foreach ($file in $archive, "$archive.sha256") {
        Invoke-WebRequest -UseBasicParsing -Uri "$address/$file" -OutFile (Join-Path $work $file)
    }
    $expected = ((Get-Content (Join-Path $work "$archive.sha256")) -split " ")[0]
    $actual = (Get-FileHash -Algorithm SHA256 (Join-Path $work $archive)).Hash
    if ($expected -ne $actual) { throw "The checksum of the archive is wrong." }
    tar -xzf (Join-Path $work $archive) -C $folder scn.exe
    if ($LASTEXITCODE -ne 0) { throw "The archive cannot be unpacked." }
}
finally {
    Remove-Item -Recurse -Force $work
}
$path = [Environment]::GetEnvironmentVariable("Path", "User")
if (";$path;" -notlike "*;$folder;*") {
    [Environment]::SetEnvironmentVariable("Path", "$path;$folder", "User")
}
& (Join-Path $folder "scn.exe") --version
