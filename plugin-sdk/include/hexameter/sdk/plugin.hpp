// All of the C++ layer. A plugin may include single parts instead.
#pragma once

#include <hexameter/sdk/async.hpp>
#include <hexameter/sdk/codec.hpp>
#include <hexameter/sdk/entry.hpp>
#include <hexameter/sdk/lines.hpp>
#include <hexameter/sdk/metric.hpp>
#include <hexameter/sdk/modality.hpp>
#include <hexameter/sdk/sse.hpp>
#include <hexameter/sdk/worker.hpp>
