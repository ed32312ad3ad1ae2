// A home on a file system of the test's own, in namespaces that end with this object.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2e/program.hpp"
#include "support/child_process.hpp"

namespace hexameter::e2e {

class OwnMounts {
  public:
    // `mount` is a line of a shell; HOME in it stands for the home of `cli`, which is a folder by
    // then. Where the machine allows no namespaces, allowed() is false: skip the test.
    OwnMounts(const Cli& cli, std::string mount);

    [[nodiscard]] bool allowed() const { return allowed_; }

    // The program, in there.
    [[nodiscard]] Finished run(const std::vector<std::string>& words) const;

    // The home as this process reaches it.
    [[nodiscard]] std::filesystem::path home() const;

    // The journals of the runs that are there, the oldest first.
    [[nodiscard]] std::vector<std::filesystem::path> journals() const;

  private:
    const Cli& cli_;
    std::optional<test::ChildProcess> holder_;
    bool allowed_ = false;
};

// Every file below the folder and what is in it.
[[nodiscard]] std::map<std::string, std::string> files_below(const std::filesystem::path& folder);

}  // namespace hexameter::e2e
