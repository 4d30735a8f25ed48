#!/usr/bin/env bash
# Packs two fresh clones of this commit, one after the other, in two folders, and compares the packages byte by byte.
# What is not committed does not count. Nothing stays behind.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
for clone in first "another one, deeper/second"; do
  mkdir -p "$root/$clone"
  git clone -q --no-hardlinks "$repository" "$root/$clone"
  (cd "$root/$clone" && dotnet build src/PrxAuth.Module -c Release -t:PackModule -p:ReadyToRun=true -nologo -v quiet)
  (cd "$root/$clone/out" && sha256sum ./*.nupkg)
done
cmp "$root"/first/out/*.nupkg "$root/another one, deeper/second/out/"*.nupkg
echo "$(git -C "$repository" rev-parse --short HEAD), SDK $(dotnet --version): the same bytes twice"
