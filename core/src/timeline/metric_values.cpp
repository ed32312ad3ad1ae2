// 1. A series is a Head, a weight when it is not 1, the metric's name, the label, then `count`
//    numbers, at any address: all is read and written by memcpy.
// 2. Only the last series grows, and no series is empty.
#include <cstring>

#include "hexameter/metric.hpp"

namespace hexameter {
namespace {

constexpr std::size_t number_bytes = sizeof(double);

struct Head {
    std::uint32_t count = 0;
    std::uint32_t weight_bytes = 0;
    std::uint32_t metric_bytes = 0;
    std::uint32_t label_bytes = 0;

    [[nodiscard]] std::size_t metric() const { return sizeof(Head) + weight_bytes; }

    [[nodiscard]] std::size_t label() const { return metric() + metric_bytes; }

    [[nodiscard]] std::size_t numbers() const { return label() + label_bytes; }

    [[nodiscard]] std::size_t bytes() const { return numbers() + count * number_bytes; }
};

Head head_at(const char* series) {
    Head head;
    std::memcpy(&head, series, sizeof(head));
    return head;
}

MetricValue value_at(const char* series, std::size_t number) {
    const Head head = head_at(series);
    MetricValue value{{series + head.metric(), head.metric_bytes},
                      {series + head.label(), head.label_bytes}};
    if (head.weight_bytes > 0) std::memcpy(&value.weight, series + sizeof(head), number_bytes);
    std::memcpy(&value.value, series + head.numbers() + number * number_bytes, number_bytes);
    return value;
}

}  // namespace

MetricValues::MetricValues(std::initializer_list<MetricValue> values) {
    for (const auto& value : values) push_back(value);
}

void MetricValues::push_back(const MetricValue& value) {
    Head head{1, value.weight == 1 ? 0U : std::uint32_t{number_bytes},
              static_cast<std::uint32_t>(value.metric.size()),
              static_cast<std::uint32_t>(value.label.size())};
    const auto fits = [&value](const MetricValue& before) {
        return before.metric == value.metric && before.label == value.label &&
               before.weight == value.weight;
    };
    if (!empty() && fits(value_at(packed_.data() + last_, 0))) {
        head.count += head_at(packed_.data() + last_).count;
        packed_.resize(packed_.size() + number_bytes);
    } else {
        last_ = packed_.size();
        packed_.resize(last_ + head.bytes());
        char* const series = packed_.data() + last_;
        if (head.weight_bytes > 0) std::memcpy(series + sizeof(head), &value.weight, number_bytes);
        value.metric.copy(series + head.metric(), head.metric_bytes);
        value.label.copy(series + head.label(), head.label_bytes);
    }
    std::memcpy(packed_.data() + last_, &head, sizeof(head));
    std::memcpy(packed_.data() + packed_.size() - number_bytes, &value.value, number_bytes);
}

void MetricValues::append(const MetricValues& values) {
    for (const auto& value : values) push_back(value);
}

void MetricValues::reserve(std::size_t metrics, std::size_t repeated) {
    constexpr std::size_t name_bytes = 16;
    packed_.reserve(metrics * (sizeof(Head) + name_bytes + number_bytes) + repeated * number_bytes);
}

std::optional<MetricValues> MetricValues::unpack(std::string_view bytes) {
    MetricValues values;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto left = bytes.substr(at);
        if (left.size() < sizeof(Head)) return std::nullopt;
        const Head head = head_at(left.data());
        const bool weight_fits = head.weight_bytes == 0 || head.weight_bytes == number_bytes;
        if (head.count == 0 || !weight_fits || head.bytes() > left.size()) return std::nullopt;
        values.last_ = at;
        at += head.bytes();
    }
    values.packed_ = bytes;
    return values;
}

std::size_t MetricValues::size() const {
    std::size_t size = 0;
    for (std::size_t at = 0; at < packed_.size();) {
        const Head head = head_at(packed_.data() + at);
        size += head.count;
        at += head.bytes();
    }
    return size;
}

MetricValues::Iterator MetricValues::begin() const {
    return Iterator(packed_.data());
}

MetricValues::Iterator MetricValues::end() const {
    return Iterator(packed_.data() + packed_.size());
}

MetricValue MetricValues::Iterator::operator*() const {
    return value_at(series_, number_);
}

MetricValues::Iterator& MetricValues::Iterator::operator++() {
    const Head head = head_at(series_);
    if (++number_ < head.count) return *this;
    series_ += head.bytes();
    number_ = 0;
    return *this;
}

}  // namespace hexameter
