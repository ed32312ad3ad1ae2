#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "command_line.hpp"
#include "hexameter/listing.hpp"
#include "hexameter/machine.hpp"
#include "hexameter/repair.hpp"
#include "next_step.hpp"
#include "output.hpp"
#include "own_address.hpp"
#include "setting_check.hpp"

namespace hexameter::cli {
namespace {

using enum Finding::State;

struct Section {
    std::string name;  // lower_snake
    std::vector<Finding> findings;
};

Section configuration(CommandLine& line) {
    Section section{"configuration", {}};
    const auto& settings = line.settings;
    std::error_code absent;
    if (settings.file.empty() || !std::filesystem::exists(settings.file, absent))
        return {"configuration", {{"file", ok, "none", "", ""}}};
    section.findings.push_back({"file", ok, settings.file.string(), "", ""});
    for (const auto& fault : settings.faults)
        section.findings.push_back(
            {"setting", warning, fault.message, "It is left out.",
             fmt::format("Mend it there, or: hexameter config unset {}", key_to_unset(fault))});
    for (const auto& setting : settings.values)
        if (const auto fault = fault_in(line, setting); !fault.empty())
            section.findings.push_back(
                {"setting", warning, fmt::format("{}: {}", place_of(settings, setting), fault),
                 "Commands that need it fail.",
                 fmt::format("Change it: hexameter config set {0} VALUE, or take it out: hexameter "
                             "config unset {0}",
                             setting.key)});
    return section;
}

Finding finding_of(const RunCondition& run) {
    const auto readable = fmt::format("run {}: {} iteration{} can be read", run.id, run.iterations,
                                      run.iterations == 1 ? "" : "s");
    if (run.state == RunCondition::State::interrupted)
        return {"run", ok, readable, "Its process wrote no end.",
                fmt::format("Go on with it: hexameter run --resume {}", run.id)};
    std::string damage;
    for (const auto& one : run.damage) damage += (damage.empty() ? "" : "; ") + one;
    if (run.damaged_for_good && run.iterations == 0)
        return {"run", problem, readable, damage,
                fmt::format("Take it away: hexameter delete {}", run.id)};
    if (run.damaged_for_good)
        return {"run", warning, readable, damage + "; no repair brings that back",
                fmt::format("They can be shown and compared, not scored or measured again: "
                            "hexameter show {0} --format json; take it away: hexameter delete {0}",
                            run.id)};
    return {"run", problem, readable, damage,
            "Make its journal anew of what can be read: hexameter doctor --repair"};
}

// What of the runs that are kept is not whole.
void examine_runs(const std::filesystem::path& place, std::vector<Finding>& findings) {
    std::error_code absent;
    if (!std::filesystem::exists(place, absent)) return;
    const auto home = examine_home(place);
    if (!home) {
        findings.push_back({"runs", problem, home.error().text(), "Runs cannot be read.", ""});
        return;
    }
    std::size_t sound = 0;
    for (const auto& run : home->runs) {
        const bool told = run.state == RunCondition::State::interrupted ||
                          run.state == RunCondition::State::damaged;
        if (told)
            findings.push_back(finding_of(run));
        else
            ++sound;
    }
    findings.push_back({"runs", ok, fmt::format("{} whole", sound), "", ""});
    if (!home->index_fault.empty())
        findings.push_back({"index", warning, home->index_fault, "Runs are read without it.",
                            "Make it anew from the journals: hexameter doctor --repair"});
    for (const auto& left : home->leftovers)
        findings.push_back({"leftover", warning, left.string(), "Nobody needs it.",
                            "Clear it: hexameter doctor --repair"});
}

Section home(const CommandLine& line) {
    const auto place = line.home();
    if (place) {
        Section section{"home", examine_room(place.value())};
        examine_runs(place.value(), section.findings);
        return section;
    }
    return {"home",
            {{"place", problem, place.error().text(), "Runs cannot be kept.",
              "Set HEXAMETER_HOME, name one with --home, or run with --no-keep."}}};
}

Section plugins(CommandLine& line) {
    Section section{"plugins", {}};
    for (const auto kind : {PluginKind::modality, PluginKind::provider, PluginKind::metric}) {
        std::string ids;
        for (const auto& plugin : line.open_engine().plugins())
            if (plugin.kind == kind) ids += (ids.empty() ? "" : ", ") + plugin.id;
        const bool needed = kind != PluginKind::metric;
        Finding finding{std::string(to_string(kind)), ok, ids.empty() ? "none" : ids, "", ""};
        if (ids.empty() && needed) {
            finding.state = problem;
            finding.meaning = "Nothing can be run without one.";
            finding.remedy = "Name their folder with --plugin-dir or HEXAMETER_PLUGIN_PATH.";
        }
        section.findings.push_back(std::move(finding));
    }
    for (const auto& refusal : line.open_engine().refusals())
        section.findings.push_back(
            {"refused", warning, fmt::format("{}: {}", refusal.file.string(), refusal.reason),
             "It is not used.", "Build it anew for this version, or take it out of the folder."});
    return section;
}

// Asks each provider that has a server at its usual address, or the user's own.
Section servers(CommandLine& line) {
    Section section{"servers", {}};
    auto& engine = line.open_engine();
    for (const auto& plugin : engine.plugins()) {
        const auto usual = config_default(plugin, address_member);
        if (plugin.kind != PluginKind::provider || usual.empty()) continue;
        const auto own = own_address(line.settings, plugin, plugin.id);
        const auto& address = own.empty() ? usual : own;
        ModelSpec spec;
        spec.provider = plugin.id;
        auto config = with_own_address(line.settings, plugin, plugin.id, "{}");
        if (config) spec.config_json = std::move(config.value());
        const auto models = engine.models(spec);
        Finding finding{plugin.id, ok, "", "", ""};
        if (models) {
            finding.found = fmt::format("{}, {} {}", address, models->size(),
                                        models->size() == 1 ? "model" : "models");
        } else {
            finding.found = fmt::format("none at {}", address);
            finding.remedy = fmt::format(
                "Start one there, or name another address: hexameter "
                "config set {}.{} URL",
                address_member, plugin.id);
        }
        if (!models && !own.empty()) {
            finding.state = warning;
            finding.meaning = models.error().text();
        }
        section.findings.push_back(std::move(finding));
    }
    return section;
}

Listing listing_of(const std::vector<Section>& sections) {
    Listing listing{{"section", "check", "state", "found", "meaning", "remedy"}, {}, {}};
    for (const auto& section : sections)
        for (const auto& one : section.findings)
            listing.rows.push_back({section.name, one.check, std::string(to_string(one.state)),
                                    one.found, one.meaning, one.remedy});
    return listing;
}

std::string colored(Finding::State state, const std::string& text) {
    const char* const ink = state == ok ? "32" : state == warning ? "33" : "31";
    return fmt::format("\x1b[{}m{}\x1b[0m", ink, text);
}

std::string spaced(std::string words) {
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string for_people(const std::vector<Section>& sections, bool color) {
    std::string text;
    for (const auto& section : sections) {
        text += fmt::format("{}{}\n", text.empty() ? "" : "\n", spaced(section.name));
        for (const auto& one : section.findings) {
            auto state = fmt::format("{:<7}", to_string(one.state));
            if (color) state = colored(one.state, state);
            text += fmt::format("  {}  {:<13}  {}\n", state, spaced(one.check),
                                without_controls(one.found));
            for (const auto& more : {one.meaning, one.remedy})
                if (!more.empty()) text += fmt::format("{:26}{}\n", "", without_controls(more));
        }
    }
    return text;
}

std::size_t count_of(const std::vector<Section>& sections, Finding::State state) {
    std::size_t count = 0;
    for (const auto& section : sections)
        count += static_cast<std::size_t>(
            std::count_if(section.findings.begin(), section.findings.end(),
                          [state](const Finding& one) { return one.state == state; }));
    return count;
}

// What was made of a damaged run, and what to do with it now.
void tell_repaired(const CommandLine& line, const std::filesystem::path& home,
                   const std::string& id, const RepairedRun& mended) {
    say(fmt::format("run {}: its journal was made anew of {} iteration{}; the damaged one is {}",
                    id, mended.iterations, mended.iterations == 1 ? "" : "s",
                    mended.kept_as.string()));
    for (const auto& lost : mended.lost) say("  lost: " + lost);
    const auto history = History::open(home);
    const auto run = history ? history.value()->read(id) : history.error();
    if (!run) return say(run.error().text());
    const auto go_on = command_to_go_on(line, run.value());
    say(go_on.empty() ? fmt::format("look at it: {} show {}", line.same_program(), id)
                      : "go on:      " + go_on);
}

// Mends what of the home can be; says what was done, and what could not be.
int repair(const CommandLine& line) {
    const auto place = line.home();
    if (!place) return tell(place.error());
    const auto before = examine_home(place.value());
    if (!before) return tell(before.error());
    int code = exit_ok;
    for (const auto& run : before->runs) {
        if (run.state != RunCondition::State::damaged || run.damaged_for_good) continue;
        const auto mended = repair_run(place.value(), run.id);
        if (!mended) {
            code = tell(mended.error());
            continue;
        }
        tell_repaired(line, place.value(), run.id, mended.value());
    }
    const auto done = repair_home(place.value());
    if (!done) return tell(done.error());
    for (const auto& sentence : done.value()) say(sentence);
    return code;
}

int examine(CommandLine& line, const std::string& typed_format) {
    const auto format = format_for(typed_format);
    if (!format) return tell(format.error());
    const std::vector<Section> sections{{"machine", examine_machine()},
                                        configuration(line),
                                        home(line),
                                        plugins(line),
                                        servers(line)};
    const bool people = format.value() == ReportFormat::table;
    const ReportOptions look{line.color_on(STDOUT_FILENO), listing_width()};
    const auto text = people ? for_people(sections, look.color)
                             : render_listing(listing_of(sections), format.value(), look);
    if (auto ok = write_output("-", text); !ok) return tell(ok.error());
    const auto problems = count_of(sections, problem);
    if (people)
        say(fmt::format("\nwarnings: {}, problems: {}", count_of(sections, warning), problems));
    return problems > 0 ? exit_internal : exit_ok;
}

}  // namespace

void add_doctor_command(CommandLine& line) {
    auto format = std::make_shared<std::string>();
    auto mend = std::make_shared<bool>(false);
    auto* command = line.app.add_subcommand(
        "doctor", "Whether this machine is fit to measure on, and what to do about it");
    command->add_option("--format", *format, format_help);
    command->add_flag("--repair", *mend,
                      "First mend what is damaged of the kept runs; what can be read is not lost");
    line.end_help(*command);
    command->callback([&line, format, mend] {
        line.tells_faults = true;
        line.action = [&line, format, mend] {
            // What could be mended, and what could not, is in the report.
            const int mended = *mend ? repair(line) : exit_ok;
            const int found = examine(line, *format);
            return mended != exit_ok ? mended : found;
        };
    });
}

}  // namespace hexameter::cli
