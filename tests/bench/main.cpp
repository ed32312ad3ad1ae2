// hexameter_bench [--out FILE] [memory] [truth] [cost] [sink] [start]: all groups when none is
// named.
#include <curl/curl.h>
#include <fmt/core.h>
#include <sqlite3.h>

#include <boost/version.hpp>
#include <cstring>
#include <exception>
#include <fstream>
#include <set>
#include <string>

#include "base/host_info.hpp"
#include "groups.hpp"
#include "report/json_out.hpp"
#include "transport/file_limit.hpp"

namespace {

using namespace hexameter;

std::string machine_json() {
    detail::JsonOut out;
    out.open_object()
        .key("host")
        .json(detail::host_info_json())
        .member("engine", engine_version())
        .member("compiler", std::string_view(__VERSION__))
        .member("curl", std::string_view(curl_version()))
        .member("boost", std::string_view(BOOST_LIB_VERSION))
        .member("sqlite", std::string_view(sqlite3_libversion()))
        .close_object();
    return out.take();
}

int measure(const std::set<std::string>& groups, const std::string& out) {
    const auto wanted = [&](const char* name) { return groups.empty() || groups.contains(name); };
    const auto machine = machine_json();
    fmt::print("{}\n", machine);
    detail::raise_file_limit();
    EngineOptions options;
    options.plugin_dirs = {HEXAMETER_PLUGIN_DIR};
    Engine engine(options);
    bench::Rows rows;
    if (wanted("memory")) bench::measure_memory(engine, rows);
    if (wanted("sink")) bench::measure_sink_call(rows);
    if (wanted("start")) bench::measure_start_up(rows);
    if (wanted("truth")) bench::measure_truth(engine, rows);
    if (wanted("cost")) bench::measure_cost(engine, rows);
    if (out.empty()) return 0;
    std::ofstream file(out);
    file << rows.json(machine) << '\n';
    return file.flush() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::set<std::string> groups;
    std::string out;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--out") == 0 && i + 1 < argc)
            out = argv[++i];
        else
            groups.insert(argv[i]);
    }
    try {
        return measure(groups, out);
    } catch (const std::exception& e) {
        fmt::print(stderr, "hexameter_bench: {}\n", e.what());
        return 1;
    }
}
