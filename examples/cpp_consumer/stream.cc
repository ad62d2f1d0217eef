// Streams users into a directory: five files of 100 rows, one every 20 milliseconds.
//
//   stream_users output/users
#include <iostream>

#include "rand_engine/api.h"

namespace {

constexpr char kSpec[] = R"({
  "id": {"method": "gen_incremental"},
  "name": {"method": "gen_name"},
  "at": {"method": "gen_now"}
})";

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: stream_users DIRECTORY\n";
    return 2;
  }
  const auto report = rand_engine::DataGenerator(kSpec, 42)
                          .writeStream()
                          .size(100)
                          .format("csv")
                          .mode("overwrite")
                          .option("timeout", 0.1)
                          .trigger({.frequency = 0.02})
                          .start(argv[1]);
  if (!report.ok()) {
    std::cerr << "stream_users: " << report.status().message() << '\n';
    return 1;
  }
  std::cout << report->rows << " rows, " << report->files << " files\n";
  return 0;
}
