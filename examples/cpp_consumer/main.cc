// Writes 10,000 users to the path given: a file, or many parts of it with a second
// argument.
//
//   write_users output/users.csv
//   write_users output/users.parquet 4
#include <iostream>
#include <string>

#include "rand_engine/api.h"

namespace {

constexpr char kSpec[] = R"({
  "id": {"method": "gen_incremental"},
  "name": {"method": "gen_name"},
  "age": {"method": "gen_ints", "parms": {"min": 18, "max": 65}}
})";

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: write_users PATH [NUMBER_OF_FILES]\n";
    return 2;
  }
  const std::string number_of_files = argc > 2 ? argv[2] : "1";
  const auto report = rand_engine::DataGenerator(kSpec, 42)
                          .write()
                          .size(10000)
                          .mode("overwrite")
                          .option("numFiles", number_of_files)
                          .save(argv[1]);
  if (!report.ok()) {
    std::cerr << "write_users: " << report.status().message() << '\n';
    return 1;
  }
  std::cout << report->rows << " rows, " << report->files.size() << " files, "
            << report->bytes << " bytes\n";
  return 0;
}
