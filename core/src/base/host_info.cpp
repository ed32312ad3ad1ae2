#include "base/host_info.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace hexameter::detail {
namespace {

namespace fs = std::filesystem;
using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

// The first line; empty when the file is not there.
std::string first_line(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return std::string(trimmed(line));
}

// What follows the separator in the first line whose text before it is `name`.
std::string value_of(const fs::path& file, std::string_view name, char separator) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        const auto at = line.find(separator);
        if (at == std::string::npos || trimmed(std::string_view(line).substr(0, at)) != name)
            continue;
        return std::string(trimmed(std::string_view(line).substr(at + 1)));
    }
    return {};
}

std::string unquoted(std::string text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    return text;
}

// /proc/meminfo counts in kB of 1024 bytes.
std::optional<std::uint64_t> memory_bytes(const fs::path& root, std::string_view name) {
    const auto text = value_of(root / "proc/meminfo", name, ':');
    std::uint64_t kib = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), kib);
    if (parsed.ec != std::errc()) return std::nullopt;
    return kib * 1024;
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code failure;
    for (auto it = fs::directory_iterator(folder, failure);
         !failure && it != fs::directory_iterator(); it.increment(failure))
        entries.push_back(it->path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

// Names that the NVIDIA driver gives; of other cards the PCI ids.
std::vector<std::string> gpus(const fs::path& root) {
    constexpr std::string_view nvidia_vendor = "0x10de";
    std::vector<std::string> names;
    for (const auto& entry : sorted_entries(root / "proc/driver/nvidia/gpus"))
        if (auto model = value_of(entry / "information", "Model", ':'); !model.empty())
            names.push_back(std::move(model));
    const bool nvidia_is_named = !names.empty();
    for (const auto& entry : sorted_entries(root / "sys/class/drm")) {
        const auto card = entry.filename().string();
        const bool is_card = card.rfind("card", 0) == 0 && card.find('-') == std::string::npos;
        const auto vendor = is_card ? first_line(entry / "device/vendor") : "";
        const auto device = is_card ? first_line(entry / "device/device") : "";
        if (vendor.empty() || device.empty()) continue;
        if (nvidia_is_named && vendor == nvidia_vendor) continue;
        names.push_back(fmt::format("pci {}:{}", vendor, device));
    }
    return names;
}

std::string container(const fs::path& root) {
    std::error_code failure;
    if (fs::exists(root / ".dockerenv", failure)) return "docker";
    if (fs::exists(root / "run/.containerenv", failure)) return "podman";
    return first_line(root / "run/systemd/container");
}

// The processor says "hypervisor" among its flags to a guest; nothing where it lists no flags.
std::optional<bool> virtualised(const fs::path& root) {
    const auto flags = value_of(root / "proc/cpuinfo", "flags", ':');
    if (flags.empty()) return std::nullopt;
    std::istringstream words(flags);
    for (std::string word; words >> word;)
        if (word == "hypervisor") return true;
    return false;
}

void text(JsonWriter& writer, const char* name, const std::string& value) {
    if (value.empty()) return;
    writer.Key(name);
    writer.String(to_valid_utf8(value));
}

void count(JsonWriter& writer, const char* name, std::optional<std::uint64_t> value) {
    if (!value) return;
    writer.Key(name);
    writer.Uint64(*value);
}

void write_cpu(JsonWriter& writer, const fs::path& root) {
    writer.Key("cpu");
    writer.StartObject();
    text(writer, "model", value_of(root / "proc/cpuinfo", "model name", ':'));
    const auto cores = ::sysconf(_SC_NPROCESSORS_ONLN);
    if (cores > 0) count(writer, "cores_online", static_cast<std::uint64_t>(cores));
    text(writer, "governor",
         first_line(root / "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
    writer.EndObject();
}

void write_load(JsonWriter& writer, const fs::path& root) {
    std::istringstream words(first_line(root / "proc/loadavg"));
    std::array<double, 3> loads{};
    if (!(words >> loads[0] >> loads[1] >> loads[2])) return;
    constexpr std::array names{"one_minute", "five_minutes", "fifteen_minutes"};
    writer.Key("load");
    writer.StartObject();
    for (std::size_t i = 0; i < loads.size(); ++i) {
        writer.Key(names[i]);
        writer.Double(loads[i]);
    }
    writer.EndObject();
}

}  // namespace

std::string host_info_json(const fs::path& root) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    write_cpu(writer, root);
    writer.Key("memory");
    writer.StartObject();
    count(writer, "total_bytes", memory_bytes(root, "MemTotal"));
    count(writer, "available_bytes", memory_bytes(root, "MemAvailable"));
    writer.EndObject();
    text(writer, "os", unquoted(value_of(root / "etc/os-release", "PRETTY_NAME", '=')));
    text(writer, "kernel", first_line(root / "proc/sys/kernel/osrelease"));
    utsname names{};
    if (::uname(&names) == 0) text(writer, "architecture", names.machine);
    write_load(writer, root);
    if (const auto list = gpus(root); !list.empty()) {
        writer.Key("gpus");
        writer.StartArray();
        for (const auto& gpu : list) writer.String(to_valid_utf8(gpu));
        writer.EndArray();
    }
    text(writer, "container", container(root));
    if (const auto guest = virtualised(root)) {
        writer.Key("virtualised");
        writer.Bool(*guest);
    }
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace hexameter::detail
