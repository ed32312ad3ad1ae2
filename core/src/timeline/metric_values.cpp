// 1. A series is a Head, the metric's name, the label, then `count` numbers, at any address: all is
//    read and written by memcpy.
// 2. Only the last series grows, and no series is empty.
#include <cstring>

#include "hexameter/metric.hpp"

namespace hexameter {
namespace {

constexpr std::size_t number_bytes = sizeof(double);

struct Head {
    double weight = 1;
    std::uint32_t count = 0;
    std::uint32_t metric_bytes = 0;
    std::uint32_t label_bytes = 0;

    [[nodiscard]] std::size_t names_end() const {
        return sizeof(Head) + metric_bytes + label_bytes;
    }

    [[nodiscard]] std::size_t bytes() const { return names_end() + count * number_bytes; }
};

Head head_at(const char* series) {
    Head head;
    std::memcpy(&head, series, sizeof(head));
    return head;
}

MetricValue value_at(const char* series, std::size_t number) {
    const Head head = head_at(series);
    const char* const metric = series + sizeof(head);
    MetricValue value{{metric, head.metric_bytes},
                      {metric + head.metric_bytes, head.label_bytes},
                      0,
                      head.weight};
    std::memcpy(&value.value, series + head.names_end() + number * number_bytes, number_bytes);
    return value;
}

}  // namespace

MetricValues::MetricValues(std::initializer_list<MetricValue> values) {
    for (const auto& value : values) push_back(value);
}

void MetricValues::push_back(const MetricValue& value) {
    Head head{value.weight, 1, static_cast<std::uint32_t>(value.metric.size()),
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
        char* const names = packed_.data() + last_ + sizeof(head);
        value.metric.copy(names, head.metric_bytes);
        value.label.copy(names + head.metric_bytes, head.label_bytes);
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
