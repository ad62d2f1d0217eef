// Which rows of a table come with which file of a stream.
#pragma once

#include <cstdint>
#include <memory>

namespace rand_engine {

class RowGroups;

/// Rows [EndOf(k - 1), EndOf(k)) come with file k = 0, 1, ... Immutable.
class FileRows {
 public:
  virtual ~FileRows() = default;

  /// How many rows there are once file `file` is.
  virtual uint64_t EndOf(uint64_t file) const = 0;

  /// The file that a row comes with. REQUIRES: it comes with one.
  virtual uint64_t FileOf(uint64_t row) const = 0;

  /// False if all rows come with file 0.
  virtual bool grows() const = 0;
};

using FileRowsPointer = std::shared_ptr<const FileRows>;

/// `rows` rows with each file.
FileRowsPointer MakeEqualFiles(uint64_t rows);

/// `rows` rows with file 0, none after.
FileRowsPointer MakeOneFile(uint64_t rows);

/// With each file the groups of the parents that come with it.
FileRowsPointer MakeGroupFiles(FileRowsPointer parents,
                               std::shared_ptr<const RowGroups> groups);

}  // namespace rand_engine
