#!/usr/bin/env bash
# Fuzzes the parsers that face the outside, guided by coverage. Needs the .NET SDK, and afl-fuzz of AFL++ on the path.
#   fuzz.sh [--seconds N | --executions N] [--seed N] [--out DIR] [TARGET...]
# Prints a table at the end; crashes are in DIR/<target>/default/crashes and are repeated with: PrxAuth.Fuzz replay TARGET FILE
# Run again with the same DIR, it goes on where it stopped. Exit status 1 when an input was not taken well.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
limit=(-V 60) seed=1 out=$here/out targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) limit=(-V "$2"); shift 2 ;;
    --executions) limit=(-E "$2"); shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    --out) mkdir -p "$2"; out=$(cd "$2" && pwd); shift 2 ;;
    --*) sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
    *) targets+=("$1"); shift ;;
  esac
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
tool=$out/tool bin=$out/bin
mkdir -p "$out"
rm -rf "$bin"
dotnet publish "$here" -c Release -o "$bin" -v quiet
[ -x "$tool/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$tool" > /dev/null
# Ours, and the parser of TOML, whose branches are part of the config file's.
for assembly in PrxAuth.Core prx Tomlyn; do
  "$tool/sharpfuzz" "$bin/$assembly.dll"
done

program=$bin/PrxAuth.Fuzz
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <("$program" list | cut -d' ' -f1)

# The runtime is one process that takes input after input; what it compiles again while it runs would look like new paths.
export DOTNET_TieredPGO=0 DOTNET_gcServer=0 DOTNET_gcConcurrent=0 DOTNET_TieredCompilation=0
export AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_AUTORESUME=1
export AFL_FORKSRV_INIT_TMOUT=60000 AFL_FAST_CAL=1

for target in "${targets[@]}"; do
  mkdir -p "$out/$target" "$out/seeds/$target"
  # A file's name says where it comes from, and afl-fuzz wants one flat folder.
  find "$bin/corpus/$target" -type f | while read -r file; do cp "$file" "$out/seeds/$target/$(basename "$file")"; done
  "$program" dictionary "$target" > "$out/seeds/$target.dict"
  afl-fuzz -i "$out/seeds/$target" -o "$out/$target" -x "$out/seeds/$target.dict" -s "$seed" -t 5000 -m none -G 65536 "${limit[@]}" \
    -- "$program" fuzz "$target" > "$out/$target/log" 2>&1 \
    || { cp "$out/$target/default/.cur_input" "$out/$target/ended-by" 2> /dev/null || true; echo "$target: afl-fuzz ended early; see $out/$target/log" >&2; }
done

statistic() { sed -n "s/^$2 *: *//p" "$out/$1/default/fuzzer_stats" 2> /dev/null; }

total=0 bad=0
printf '%-18s %12s %8s %6s %8s %10s\n' target executions crashes hangs corpus 'per second'
for target in "${targets[@]}"; do
  executions=$(statistic "$target" execs_done) crashes=$(statistic "$target" saved_crashes) hangs=$(statistic "$target" saved_hangs)
  printf '%-18s %12s %8s %6s %8s %10s\n' "$target" "${executions:-0}" "${crashes:-?}" "${hangs:-?}" \
    "$(statistic "$target" corpus_count)" "$(statistic "$target" execs_per_sec)"
  total=$((total + ${executions:-0})) bad=$((bad + ${crashes:-1} + ${hangs:-1}))
done
printf '%-18s %12s\n' all "$total"
echo "seed $seed, commit $(git -C "$here" rev-parse --short HEAD), $(afl-fuzz -h 2>&1 | grep -oE 'fuzz\+\+[0-9.a-z]+' | head -n 1)"
[ "$bad" = 0 ]
