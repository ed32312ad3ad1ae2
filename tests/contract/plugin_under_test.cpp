#include "contract/plugin_under_test.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <ostream>

namespace hexameter::test {

std::string OfferedPlugin::config() const {
    std::ifstream in(library.source_dir / "fixtures" / "config.json");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return text.empty() ? "{}" : text;
}

std::unique_ptr<PluginInstance> OfferedPlugin::create(FakeHost& host) const {
    auto instance = PluginFile(library.file.string()).create(host, id(), config());
    EXPECT_NE(instance, nullptr) << id() << ": " << host.last_error();
    return instance;
}

std::ostream& operator<<(std::ostream& out, const PluginUnderTest& plugin) {
    return out << plugin.name;
}

std::ostream& operator<<(std::ostream& out, const OfferedPlugin& plugin) {
    return out << plugin.id();
}

std::vector<OfferedPlugin> offered_plugins(std::uint32_t kind) {
    std::vector<OfferedPlugin> all;
    for (const PluginUnderTest& library : plugins_under_test()) {
        const PluginFile file(library.file.string());
        for (std::uint32_t i = 0; i < file.entry().count(); ++i) {
            const hxm_descriptor* descriptor = file.entry().describe(i);
            if (kind == 0 || descriptor->kind == kind) {
                all.push_back({library, descriptor});
            }
        }
    }
    return all;
}

std::vector<OfferedPlugin> plugins_with(std::uint32_t kind,
                                        const std::vector<const char*>& interface_ids) {
    std::vector<OfferedPlugin> all;
    for (const OfferedPlugin& plugin : offered_plugins(kind)) {
        FakeHost host;
        const auto instance =
            PluginFile(plugin.library.file.string()).create(host, plugin.id(), plugin.config());
        const auto has = [&](const char* id) { return instance->interface<void>(id) != nullptr; };
        if (instance != nullptr && std::any_of(interface_ids.begin(), interface_ids.end(), has)) {
            all.push_back(plugin);
        }
    }
    return all;
}

std::string test_name(std::string text) {
    for (char& c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
            c = '_';
        }
    }
    return text;
}

}  // namespace hexameter::test
