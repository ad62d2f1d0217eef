#include "generate_manual.h"

#include "write_manual.h"

namespace rand_engine::cli {

std::vector<Flag> GenerateFlags() {
  std::vector<Flag> flags = {
      {{"-o", "--output"},
       "PATH",
       "file, directory/ of parts, or - (default)",
       "A missing suffix is added (.csv.gz); a missing directory is made. - is standard "
       "output; without -o a terminal gets a preview of ten rows instead"},
      {{"-n", "--rows"}, "ROWS", "50000, 50_000, 50k, 1M, 1e6 (default 1000)", ""},
      {{"-p", "--num-files", "--parts"},
       "PARTS",
       "split into so many files in a directory",
       ""},
  };
  flags.push_back(
      {{"--tables"},
       "NAMES",
       "of a dataset: only these (customers,orders)",
       "One table alone may go to standard output, and be a part of its rows: "
       "-n and --first-row"});
  for (const Flag& flag : WriteFlags(Driver::kBatch)) flags.push_back(flag);
  return flags;
}

std::vector<ManualSection> GenerateManual() {
  return {
      OptionSection(Driver::kBatch),
      {"Where data and messages go",
       "Data goes to PATH, or to standard output like any filter's: -f and -c say what; "
       "binary or compressed data is not written to a terminal.\n"
       "What is said about the run goes to standard error: a closing line with the drawn "
       "seed (where standard error is a terminal, or with -v), warnings (but with -q), "
       "and "
       "a progress line on a terminal when the run takes over a second.\n"
       "--json prints the report (or the dry run) on standard output. If the data goes "
       "there, the report goes to standard error, alone: warnings are in it."},
      {"Datasets",
       "A spec of several tables, {\"tables\": {...}}, goes into a directory: -o DIR "
       "writes "
       "DIR/TABLE.csv (or as -f says), with -p the parts DIR/TABLE/, parents before "
       "their children. Each table appears in one step. How many rows stands in the "
       "spec."},
      {"Files",
       "A file appears under its name only when it is complete. An error, a full disk, "
       "Ctrl-C or a crash leaves the earlier data as it was; a second Ctrl-C ends at "
       "once, and may leave a temporary file whose name begins with a dot and ends in "
       ".tmp. "
       "Overwriting a directory replaces its part_* files only."},
  };
}

}  // namespace rand_engine::cli
