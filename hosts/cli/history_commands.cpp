#include <fmt/core.h>
#include <unistd.h>

#include <CLI/Option.hpp>
#include <algorithm>
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "command_line.hpp"
#include "gates.hpp"
#include "hexameter/asserts.hpp"
#include "hexameter/listing.hpp"
#include "hexameter/report.hpp"
#include "next_step.hpp"
#include "output.hpp"
#include "outputs.hpp"

namespace hexameter::cli {
namespace {

struct ShowOptions {
    std::string id = "latest";
    std::string format;
    std::string output;
    std::vector<std::string> asserts;
    std::string junit;
};

struct ListOptions {
    RunFilter filter;
    std::string format;
};

struct DeleteOptions {
    std::vector<std::string> ids;
    bool all = false;
    bool yes = false;
    std::optional<double> older_than_days;
};

// "2026-11-21T09:48:54.019Z" -> "2026-11-21 09:48"
std::string to_the_minute(std::string rfc3339) {
    rfc3339.resize(std::min(rfc3339.size(), std::string_view("2026-11-21T09:48").size()));
    std::replace(rfc3339.begin(), rfc3339.end(), 'T', ' ');
    return rfc3339;
}

// Iterations that were measured to their end; for people only where some are not.
std::string done_words(const RunLine& run, bool people) {
    const auto done = run.ok + run.failed;
    if (!people) return std::to_string(done);
    return done < run.planned ? fmt::format("{} of {}", done, run.planned) : "";
}

// The command that goes on where this list ends.
std::string older_page(const CommandLine& line, const ListOptions& options,
                       const std::string& last) {
    const auto& filter = options.filter;
    std::string command = fmt::format("{} list --before {}", line.same_program(), last);
    const std::pair<const char*, const std::string&> words[] = {{"--model", filter.model},
                                                                {"--provider", filter.provider},
                                                                {"--modality", filter.modality},
                                                                {"--tag", filter.tag},
                                                                {"--format", options.format}};
    for (const auto& [flag, word] : words)
        if (!word.empty()) command += fmt::format(" {} {}", flag, quoted(word));
    if (filter.limit != RunFilter().limit) command += fmt::format(" --limit {}", filter.limit);
    return command;
}

// What is wrong with the bound names its flag.
Error of_bound(const Error& error, const RunFilter& filter) {
    const bool ours = error.code() == ErrorCode::config || error.code() == ErrorCode::not_found;
    return ours && !filter.before_id.empty() ? error.at("--before") : error;
}

Listing listing_of(const std::vector<RunLine>& runs, ReportFormat format) {
    const bool people = format == ReportFormat::table;
    const bool json = format == ReportFormat::json || format == ReportFormat::jsonl;
    const auto words = json ? json_array : joined;
    Listing listing{
        {"id", people ? "started (UTC)" : "started_at", "status", "modality", "models", "ok",
         "failed", "cancelled", people ? "done" : "done_iterations", "planned_iterations", "name",
         "tags"},
        {},
        {"models", "name", "tags"},
        {"models", "ok", "failed", "cancelled", "done_iterations", "planned_iterations", "tags"},
        {"tags", "name", "done", "started (UTC)", "status"}};
    const bool one_modality = std::all_of(runs.begin(), runs.end(), [&](const RunLine& run) {
        return run.modality == runs.front().modality;
    });
    for (const auto& run : runs)
        // An empty column takes no place in a table.
        listing.rows.push_back(
            {run.id, people ? to_the_minute(run.started_at) : run.started_at,
             std::string(to_string(run.status)), people && one_modality ? "" : run.modality,
             words(run.models), std::to_string(run.ok), std::to_string(run.failed),
             people ? "" : std::to_string(run.cancelled), done_words(run, people),
             people || run.planned == 0 ? "" : std::to_string(run.planned), run.name,
             words(run.tags)});
    return listing;
}

bool narrows(const RunFilter& filter) {
    return !(filter.model + filter.provider + filter.modality + filter.tag + filter.before_id)
                .empty();
}

int list_runs(const CommandLine& line, const ListOptions& options) {
    const auto format = format_for(options.format);
    if (!format) return tell(format.error());
    const auto history = line.open_history();
    if (!history) return tell(history.error());
    const auto runs = history.value()->list(options.filter);
    if (!runs) return tell(of_bound(runs.error(), options.filter));
    if (format.value() == ReportFormat::table && runs->empty()) {
        say(fmt::format("no run{} is kept in {}; {} run makes one",
                        narrows(options.filter) ? " that fits" : "", line.home()->string(),
                        line.same_program()));
        return exit_ok;
    }
    const ReportOptions look{line.color_on(STDOUT_FILENO), listing_width()};
    const auto text =
        render_listing(listing_of(runs.value(), format.value()), format.value(), look);
    if (auto ok = write_output("-", text); !ok) return tell(ok.error());
    if (runs->size() == options.filter.limit)
        say("older ones: " + older_page(line, options, runs->back().id));
    return exit_ok;
}

// Those that were typed, in place of those that the run was measured with.
Status take_asserts(const ShowOptions& options, RunRecord& run) {
    auto& header = run.header;
    lay_asserts(header.spec, options.asserts);
    if (auto ok = check_junit(options.junit, header.spec); !ok) return ok;
    if (options.asserts.empty()) return {};
    return check_asserts(header.spec, header.metrics, header.samples);
}

int show_run(const CommandLine& line, const ShowOptions& options) {
    const auto format = format_for(options.format, options.output);
    if (!format) return tell(format.error());
    const auto history = line.open_history();
    if (!history) return tell(history.error());
    auto run = history.value()->read(options.id);
    if (!run) return tell(run.error());
    if (auto ok = check_outputs(line, {report_file(options.output), {"--junit", options.junit}},
                                inputs_of(run->header.spec));
        !ok)
        return tell(ok.error());
    if (auto ok = take_asserts(options, run.value()); !ok) return tell(ok.error());
    const ReportOptions look{line.color_on(STDOUT_FILENO) && options.output.empty(),
                             output_width()};
    const auto render = [&](const TextSink& out) {
        render_run(run.value(), format.value(), look, out);
    };
    if (auto ok = write_output(options.output, render); !ok) return tell(ok.error());
    tell_next_step(line, run.value());
    if (options.asserts.empty() && options.junit.empty()) return exit_ok;
    const auto& summary = run->summary;
    const bool cut = summary.stopped_for.empty() && (summary.status == RunStatus::cancelled ||
                                                     summary.status == RunStatus::interrupted);
    const int code = exit_code_of(run.value(), cut);
    if (auto ok = tell_asserts(run.value(), format.value(), options.output, options.junit, code);
        !ok)
        return tell(ok.error());
    return options.asserts.empty() ? int{exit_ok} : code;
}

Result<std::vector<std::string>> all_ids(const History& history) {
    std::vector<std::string> ids;
    RunFilter filter;
    filter.limit = 1000;
    for (;;) {
        const auto page = history.list(filter);
        if (!page) return page.error();
        for (const auto& run : page.value()) ids.push_back(run.id);
        if (page->size() < filter.limit) return ids;
        filter.before_id = ids.back();
    }
}

Result<std::vector<std::string>> ids_to_delete(const History& history,
                                               const DeleteOptions& options) {
    if (options.all) return all_ids(history);
    if (options.older_than_days) return history.older_than_days(*options.older_than_days);
    if (options.ids.empty())
        return Error(ErrorCode::config, "name a run, or say --all or --older-than DAYS", "delete");
    std::vector<std::string> ids;
    for (const auto& id : options.ids) {
        if (id.starts_with("latest"))
            return Error(ErrorCode::config,
                         "deletes only what is named by its id, which stays the same when another "
                         "run is made; `hexameter list --limit 1` tells it",
                         "delete " + id);
        const auto whole = history.resolve(id);
        if (!whole) return whole.error();
        ids.push_back(whole.value());
    }
    return ids;
}

// Whether all of them may go: asks on a terminal. An error where nobody can answer.
Result<bool> may_delete(std::size_t count, const DeleteOptions& options) {
    if (!options.all || options.yes || count == 0) return true;
    const auto what = count == 1 ? std::string("1 run") : fmt::format("{} runs", count);
    if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1)
        return Error(ErrorCode::config,
                     fmt::format("would delete {} and asks first, which takes a terminal; "
                                 "--yes deletes them without asking",
                                 what),
                     "--all");
    fmt::print(stderr, "delete {}? [y/N] ", what);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

int delete_runs(const CommandLine& line, const DeleteOptions& options) {
    const auto history = line.open_history();
    if (!history) return tell(history.error());
    const auto ids = ids_to_delete(*history.value(), options);
    if (!ids) return tell(ids.error());
    const auto agreed = may_delete(ids->size(), options);
    if (!agreed) return tell(agreed.error());
    if (!agreed.value()) {
        say("nothing was deleted");
        return exit_ok;
    }
    int code = exit_ok;
    std::string deleted;
    for (const auto& id : ids.value()) {
        if (auto ok = history.value()->remove(id); !ok)
            code = tell(ok.error());
        else
            deleted += fmt::format("deleted {}\n", id);
    }
    if (ids->empty()) say("no run fits: nothing was deleted");
    if (auto ok = write_output("-", deleted); !ok) code = tell(ok.error());
    return code;
}

// What is wrong with the typed number of runs; "" for nothing.
std::string limit_fault(const std::string& typed) {
    constexpr std::uint32_t most = 100'000;
    std::uint32_t number = 0;
    const auto* const end = typed.data() + typed.size();
    const auto read = std::from_chars(typed.data(), end, number);
    if (read.ec == std::errc() && read.ptr == end && number >= 1 && number <= most) return {};
    return fmt::format("must be a whole number from 1 to {}, not {}", most, typed);
}

void add_list(CommandLine& line) {
    auto options = std::make_shared<ListOptions>();
    auto* command = line.app.add_subcommand("list", "Runs that were kept, newest first");
    command->add_option("--model", options->filter.model, "Only runs with a model of such a name");
    command->add_option("--provider", options->filter.provider,
                        "Only runs with a model of this provider");
    command->add_option("--modality", options->filter.modality, "Only runs of this modality");
    command->add_option("--tag", options->filter.tag, "Only runs with this tag");
    command->add_option("--before", options->filter.before_id,
                        std::string("Only runs older than this one: ") + run_help);
    command
        ->add_option("-n,--limit", options->filter.limit,
                     fmt::format("How many at most ({})", RunFilter().limit))
        ->check(CLI::Validator(limit_fault, ""))
        ->option_text("NUMBER");
    command->add_option("--format", options->format, format_help);
    command->callback(
        [&line, options] { line.action = [&line, options] { return list_runs(line, *options); }; });
}

void add_show(CommandLine& line) {
    auto options = std::make_shared<ShowOptions>();
    auto* command = line.app.add_subcommand("show", "Show a kept run");
    command->add_option("run", options->id, std::string("Its ") + run_help + " (latest)");
    command->add_option("--format", options->format, run_format_help);
    add_output_option(*command, options->output);
    declare_assert_flag(*command, options->asserts);
    declare_junit_flag(*command, options->junit);
    line.end_help(*command);
    command->callback(
        [&line, options] { line.action = [&line, options] { return show_run(line, *options); }; });
}

void add_delete(CommandLine& line) {
    auto options = std::make_shared<DeleteOptions>();
    auto* command = line.app.add_subcommand("delete", "Delete kept runs");
    auto* ids = command->add_option("runs", options->ids, "Ids, or beginnings of them");
    auto* all = command->add_flag("--all", options->all, "Every run; asks first");
    auto* older = command
                      ->add_option("--older-than", options->older_than_days,
                                   "Runs that started more than this many days ago")
                      ->option_text("NUMBER");
    command->add_flag("--yes", options->yes, "Do not ask");
    all->excludes(ids)->excludes(older);
    older->excludes(ids);
    command->callback([&line, options] {
        line.action = [&line, options] { return delete_runs(line, *options); };
    });
}

}  // namespace

void add_history_commands(CommandLine& line) {
    add_list(line);
    add_show(line);
    add_compare_command(line);
    add_delete(line);
}

}  // namespace hexameter::cli
