// Pipes that stand where files may: what waits for their other end says so.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <thread>

namespace hexameter::cli {

// While a file is read: where it is a pipe that is not at its end after two seconds, tells that
// somebody has to write into it.
class PipeWatch {
  public:
    explicit PipeWatch(const std::filesystem::path& file);

  private:
    std::jthread thread_;
};

// What `read` gives, with such a watch over it.
template <class Read>
auto read_under_watch(const std::filesystem::path& file, Read read) {
    const PipeWatch watch(file);
    return read();
}

// As open(2) for writing, made where it is not there; tells that a pipe has no reader yet.
[[nodiscard]] int open_to_write(const std::filesystem::path& file, mode_t mode);

}  // namespace hexameter::cli
