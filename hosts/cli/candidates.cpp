// Invariants:
// 1. Commands, flags and their words come from what is declared: no command is known here by name.
// 2. Nothing is sent, and nothing made: models are those of providers without a server.
#include "candidates.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "own_address.hpp"

namespace hexameter::cli {
namespace {

// The last option with that name of the command or those above it.
const CLI::Option* find_option(const CLI::App* command, const std::string& name) {
    for (; command != nullptr; command = command->get_parent())
        if (const auto* option = command->get_option_no_throw(name)) return option;
    return nullptr;
}

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

// "{auto,never}" or "1.1|2|auto" in what CLI11 says of an option's type.
std::vector<std::string> listed_words(const std::string& type) {
    std::vector<std::string> words;
    const auto begin = type.find('{');
    const auto end = type.find('}', begin);
    std::string list;
    if (begin != std::string::npos && end != std::string::npos)
        list = type.substr(begin + 1, end - begin - 1);
    else if (type.find('|') != std::string::npos)
        list = type;
    else
        return words;
    std::string word;
    for (const char c : list) {
        if (c != ',' && c != '|') {
            word += c;
            continue;
        }
        words.push_back(std::exchange(word, ""));
    }
    words.push_back(word);
    return words;
}

class Completer {
  public:
    Completer(CommandLine& line, const std::vector<std::string>& words)
        : line_(line), command_(&line.app) {
        for (std::size_t i = 0; i + 1 < words.size(); ++i) read(words[i]);
        current_ = words.empty() ? "" : words.back();
    }

    std::vector<Candidate> find() {
        const auto equals = current_.find('=');
        if (pending_ != nullptr) {
            if (current_ == "=") current_.clear();  // bash parts --flag=value into three words
            add_values(*pending_);
        } else if (current_.starts_with("--") && equals != std::string::npos) {
            const auto* option = find_option(command_, current_.substr(0, equals));
            head_ = current_.substr(0, equals + 1);
            current_.erase(0, equals + 1);
            if (option != nullptr) add_values(*option);
        } else if (current_.starts_with('-') && !only_words_) {
            add_flags();
        } else {
            add_commands();
            if (const auto* option = positional()) add_values(*option);
        }
        return std::move(found_);
    }

  private:
    void read(const std::string& word) {
        if (pending_ != nullptr) {
            if (word == "=") return;
            seen_.emplace_back(pending_, word);
            pending_ = nullptr;
        } else if (word == "--") {
            only_words_ = true;
        } else if (word.size() > 1 && word.front() == '-' && !only_words_) {
            const auto equals = word.find('=');
            const auto* option = find_option(command_, word.substr(0, equals));
            if (option == nullptr || !takes_value(*option)) return;
            if (equals == std::string::npos)
                pending_ = option;
            else
                seen_.emplace_back(option, word.substr(equals + 1));
        } else {
            enter(word);
        }
    }

    void enter(const std::string& word) {
        const auto below = command_->get_subcommands(
            [&](const CLI::App* one) { return words_ == 0 && one->get_name() == word; });
        if (!below.empty()) {
            command_ = below.front();
            line_.declare_plugin_flags(*command_, line_.open_engine().plugins());
        } else if (command_ != &line_.app || word != "help") {
            ++words_;
            first_word_ = first_word_.empty() ? word : first_word_;
        }
    }

    void add(const std::string& word, const std::string& help = "") {
        if (word.starts_with(current_)) found_.push_back({head_ + word, help});
    }

    void add_commands() {
        if (words_ > 0 || !head_.empty()) return;
        for (const auto* below : command_->get_subcommands([](const CLI::App*) { return true; }))
            if (!below->get_group().empty()) add(below->get_name(), below->get_description());
    }

    void add_flags() {
        for (const auto* app = command_; app != nullptr; app = app->get_parent())
            for (const auto* option : app->get_options())
                for (const auto& name : option->get_lnames())
                    if (app == command_ || name != "help")
                        if (app == command_ || name != "version")
                            add("--" + name, option->get_description());
    }

    // What stands next without a flag; null: nothing does.
    [[nodiscard]] const CLI::Option* positional() const {
        std::vector<const CLI::Option*> all;
        for (const auto* option : command_->get_options())
            if (option->get_positional()) all.push_back(option);
        if (words_ < all.size()) return all[words_];
        const bool more = !all.empty() && all.back()->get_items_expected_max() > 1;
        return more ? all.back() : nullptr;
    }

    void add_values(const CLI::Option& option) {
        const auto& name = option.get_single_name();
        constexpr std::array<std::string_view, 7> runs{"run",    "runs",     "a",     "b",
                                                       "before", "baseline", "resume"};
        if (std::find(runs.begin(), runs.end(), name) != runs.end()) return add_runs(option);
        if (name == "provider") return add_plugins(PluginKind::provider);
        if (name == "modality") return add_plugins(PluginKind::modality);
        if (name == "metric") return add_plugins(PluginKind::metric);
        if (name == "model" && find_option(command_, "--provider") != nullptr) return add_models();
        if (name == "key") return add_keys();
        for (const auto& word : listed_words(option.get_type_name())) add(word);
        if (option.get_type_name() == "BOOLEAN")
            for (const char* word : {"true", "false"}) add(word);
        if (found_.empty()) add_choices(name == "value" ? first_word_ : name);
    }

    // Those of the setting that has the same name.
    void add_choices(std::string name) {
        std::replace(name.begin(), name.end(), '-', '_');
        for (const auto& kind : setting_kinds())
            if (kind.key == name)
                for (const auto& choice : kind.choices) add(choice);
        if (name == "provider") add_plugins(PluginKind::provider);
    }

    void add_keys() {
        for (const auto& kind : setting_kinds()) {
            if (!kind.by_provider) {
                add(kind.key, kind.help);
                continue;
            }
            for (const auto& plugin : line_.open_engine().plugins())
                if (plugin.kind == PluginKind::provider &&
                    !config_default(plugin, kind.key).empty())
                    add(kind.key + '.' + plugin.id, kind.help);
        }
    }

    // By place only where the option's help says so: what deletes takes ids.
    void add_runs(const CLI::Option& option) {
        const bool by_place = option.get_description().find("latest") != std::string::npos;
        if (by_place) add("latest", "the newest run");
        const auto home = line_.home();
        if (!home) return;
        const auto history = History::open(home.value());
        if (!history) return;
        const auto runs = history.value()->list({});
        if (!runs) return;
        for (std::size_t i = 0; i < runs->size(); ++i) {
            const auto& run = runs.value()[i];
            std::string help = run.name;
            for (const auto& model : run.models) help += (help.empty() ? "" : ", ") + model;
            add(run.id, help);
            if (by_place && i > 0 && current_.starts_with("latest~"))
                add(fmt::format("latest~{}", i), help);
        }
    }

    void add_plugins(PluginKind kind) {
        for (const auto& plugin : line_.open_engine().plugins())
            if (plugin.kind == kind) add(plugin.id, plugin.name);
    }

    void add_models() {
        std::string wanted;
        for (const auto& [option, word] : seen_)
            if (option->get_single_name() == "provider") wanted = word;
        auto& engine = line_.open_engine();
        for (const auto& plugin : engine.plugins()) {
            if (plugin.kind != PluginKind::provider) continue;
            if (!wanted.empty() && plugin.id != wanted) continue;
            if (!config_default(plugin, address_member).empty()) continue;
            ModelSpec spec;
            spec.provider = plugin.id;
            const auto models = engine.models(spec);
            if (!models) continue;
            for (const auto& model : models.value()) add(model.id, plugin.id);
        }
    }

    CommandLine& line_;
    const CLI::App* command_;
    std::string current_;
    std::string head_;  // "--flag=", which a candidate repeats
    const CLI::Option* pending_ = nullptr;
    std::vector<std::pair<const CLI::Option*, std::string>> seen_;
    std::string first_word_;
    std::size_t words_ = 0;
    bool only_words_ = false;
    std::vector<Candidate> found_;
};

}  // namespace

std::vector<Candidate> candidates_for(CommandLine& line, const std::vector<std::string>& words) {
    return Completer(line, words).find();
}

}  // namespace hexameter::cli
