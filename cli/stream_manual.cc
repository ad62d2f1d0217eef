#include "stream_manual.h"

#include "write_manual.h"

namespace rand_engine::cli {

std::vector<Flag> StreamFlags() {
  std::vector<Flag> flags = {
      {{"-o", "--output"},
       "PATH",
       "directory of files; - (default), a FIFO: a feed",
       "A feed is rows to standard output, a FIFO or a device, JSON lines unless -f csv. "
       "An extension (out/events.csv.gz) names format and codec of the files in "
       "out/events"},
      {{"--every", "--frequency"},
       "TIME",
       "from file to file: 60, 0.25, 90s, 10m, 24h",
       "A file is made ready before its time and then appears under its name, whole"},
      {{"--timeout"},
       "TIME",
       "how long it runs; a feed's default: no end",
       "Files come at 0, 1, 2, ... times --every while that is below --timeout"},
      {{"-n", "--rows"},
       "ROWS",
       "of a file (default 1000); of a feed, in all",
       "50000, 50_000, 50k, 1M, 1e6"},
      {{"--rate"},
       "R",
       "rows a second of a feed: 1000, 5k, 1.5M, 0.5",
       "Else as fast as the reader takes them; on a terminal, 10"},
      {{"--once"}, "", "write one file at once, and end", ""},
      {{"--available-now"}, "", "write all files at once, and end", ""},
      {{"--tables"}, "NAMES", "of a dataset: only these (customers,orders)", ""},
      {{"--fixed"},
       "NAMES",
       "of a dataset: tables that do not grow (products)",
       "They come whole with the first file"},
      {{"--checkpoint"},
       "DIR",
       "remember there how far it is; go on from there",
       "The same command, started again after a stop or a crash, goes on with the next "
       "file and its rows"},
  };
  for (const Flag& flag : WriteFlags(Driver::kStream)) flags.push_back(flag);
  return flags;
}

std::vector<ManualSection> StreamManual() {
  return {
      OptionSection(Driver::kStream),
      {"Datasets",
       "A spec of several tables goes into a directory: every tick writes a file of each "
       "table, DIR/TABLE/part-....json, with as many new rows as the spec says, parents "
       "before their children:\n"
       "    rand-engine stream shop.yaml -o shop --every 5s --timeout 1m\n"
       "Foreign keys refer to rows of this file and those before it, so that a reader "
       "never meets a child without its parent. -n, --rate and -O shape are of single "
       "tables."},
      {"Load over time",
       "-O shape=... makes the rows of a file (of a feed: its rate) follow a curve. A "
       "factor between shapeMin and shapeMax multiplies -n (or --rate):\n"
       "  a day with its noon in twenty-four minutes, 100 to 1000 rows a file:\n"
       "    rand-engine stream orders -o day --every 1m --timeout 24m -n 1000 \\\n"
       "      -O shape=sine -O shapeMin=0.1\n"
       "  ten times the load for 30 seconds of every 10 minutes:\n"
       "    rand-engine stream events --rate 100 -O shape=spike -O shapeMax=10 \\\n"
       "      -O shapePeriod=10m -O shapeWidth=30s\n"
       "  office hours only, UTC:\n"
       "    rand-engine stream orders --rate 50 -O shape=cron \\\n"
       "      -O shapeCron='* 9-17 * * 1-5'"},
      {"Time",
       "Ticks are counted from the first file and do not drift. A file that is not ready "
       "at its tick is late: it follows at once, none is left out, and the closing line "
       "says how many were late. gen_now gives the tick of the row's file, or with -O "
       "eventTime=spread times from there to the next; rows of a feed have the time at "
       "which they are due."},
      {"Where data and messages go",
       "A stream of files prints nothing on standard output but the report of --json; a "
       "feed prints its rows there. Standard error has a closing line (where it is a "
       "terminal, or with -v), with -v a line a file, warnings (but with -q), and on a "
       "terminal a line of progress, unless the rows are on it too.\n"
       "With --json the report of a feed to standard output goes to standard error, "
       "alone."},
      {"Stopping",
       "Ctrl-C, SIGTERM and SIGHUP end the stream at once. Files that are there stay, "
       "none is partial; a message says how many. A feed ends quietly when its reader "
       "does. An error half way says how many files stay."},
  };
}

}  // namespace rand_engine::cli
