// The simulator behind a real socket.
#pragma once

#include <string>
#include <vector>

#include "support/child_process.hpp"

namespace hexameter::e2e {

// hexameter-simulate on a port of the kernel's choice.
class Simulator {
  public:
    explicit Simulator(std::vector<std::string> more = {"--ttft-ms", "5", "--itl-ms", "1"})
        : process_(words(std::move(more))) {
        const std::string line = process_.read_line();
        url_ = line.substr(line.find("http://"));
    }

    [[nodiscard]] const std::string& url() const { return url_; }

  private:
    static std::vector<std::string> words(std::vector<std::string> more) {
        more.insert(more.begin(), {SIMULATE_PROGRAM, "--port", "0"});
        return more;
    }

    test::ChildProcess process_;
    std::string url_;
};

}  // namespace hexameter::e2e
