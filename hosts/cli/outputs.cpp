#include "outputs.hpp"

#include <filesystem>

#include "hexameter/bundle.hpp"
#include "hexameter/prices.hpp"
#include "output.hpp"

namespace hexameter::cli {
namespace {

Error refused(const OutputFile& output, const std::string& why) {
    return {ErrorCode::config, why + "; name another file", output.flag + ' ' + output.to};
}

Status check_inputs(const OutputFile& output, const std::vector<InputFile>& inputs) {
    if (output.to == "-") return {};  // and where it is typed for an input it is standard input
    for (const auto& [what, file] : inputs)
        if (file != "-" && same_place(output.to, file)) return refused(output, "it is " + what);
    return {};
}

bool is_run_file(const std::filesystem::path& file) {
    return file.extension() == ".yaml" || file.extension() == ".yml";
}

Status check_replaced(const OutputFile& output) {
    using enum OutputFile::Replaces;
    const std::filesystem::path file = output.to;
    std::error_code absent;
    if (output.replaces == anything || !std::filesystem::is_regular_file(file, absent) ||
        std::filesystem::is_empty(file, absent))
        return {};
    if (output.replaces == nothing) return refused(output, "is there already; --force replaces it");
    if (output.replaces == bundle)
        return is_bundle(file)
                   ? Status()
                   : refused(output, "is there already and is no bundle; --force replaces it");
    if (is_run_file(file)) return refused(output, "is there already and looks like a run file");
    return is_bundle(file) ? refused(output, "is there already and is a bundle") : Status();
}

}  // namespace

OutputFile report_file(const std::string& output) {
    return {"--output", output.empty() ? "-" : output};
}

std::vector<InputFile> inputs_of(const RunSpec& spec) {
    std::vector<InputFile> inputs{{"the data set", spec.dataset.file.string()},
                                  {"the file of prices", prices_file(spec).string()}};
    for (const auto& model : spec.models) {
        const auto& connection = model.connection;
        inputs.push_back({"the file of CAs", connection.ca_file.string()});
        inputs.push_back({"the client's certificate", connection.client_cert.string()});
        inputs.push_back({"the client's private key", connection.client_key.string()});
        inputs.push_back({"the server's socket", connection.unix_socket.string()});
    }
    return inputs;
}

Status check_outputs(const CommandLine& line, const std::vector<OutputFile>& outputs,
                     const std::vector<InputFile>& inputs) {
    const auto home = line.home();
    auto all = inputs;
    all.push_back({"the file of your own defaults", line.settings.file.string()});
    if (const auto* own = line.settings.find("prices"))
        all.push_back({"the file of prices", own->values.front()});
    for (auto output = outputs.begin(); output != outputs.end(); ++output) {
        for (auto other = outputs.begin(); other != output; ++other)
            if (same_place(output->to, other->to))
                return refused(*output, other->flag == "--output"
                                            ? "the report goes there too"
                                            : other->flag + " goes there too");
        if (auto ok = check_output(output->to); !ok) return ok.error().at(output->flag);
        if (auto ok = check_inputs(*output, all); !ok) return ok;
        if (home && output->to != "-" && is_of_history(output->to, home.value()))
            return refused(*output, "runs are kept there");
        if (auto ok = check_replaced(*output); !ok) return ok;
    }
    return {};
}

}  // namespace hexameter::cli
