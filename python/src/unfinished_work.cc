#include "unfinished_work.h"

#include <nanobind/nanobind.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace rand_engine::python {
namespace {

class Registry {
 public:
  bool Add(const UnfinishedWork* work) {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    unfinished_.push_back(work);
    return true;
  }

  void Remove(const UnfinishedWork* work) {
    const std::lock_guard lock(mutex_);
    unfinished_.erase(std::find(unfinished_.begin(), unfinished_.end(), work));
    if (unfinished_.empty()) none_left_.notify_all();
  }

  void StopAndWait() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    for (const UnfinishedWork* work : unfinished_) work->RequestStop();
    none_left_.wait(lock, [this] { return unfinished_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_left_;
  std::vector<const UnfinishedWork*> unfinished_;
  bool closed_ = false;
};

// Never destroyed: threads may outlive static objects.
Registry& TheRegistry() {
  static auto* registry = new Registry;
  return *registry;
}

}  // namespace

UnfinishedWork::UnfinishedWork(StopToken stop)
    : stop_(std::move(stop)), accepted_(TheRegistry().Add(this)) {}

UnfinishedWork::~UnfinishedWork() {
  if (accepted_) TheRegistry().Remove(this);
}

arrow::Status PythonIsEnding() {
  return arrow::Status::Cancelled("Python is ending; no run can begin any more");
}

void StopUnfinishedWork() {
  const nanobind::gil_scoped_release released;
  TheRegistry().StopAndWait();
}

}  // namespace rand_engine::python
