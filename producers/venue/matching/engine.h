#pragma once

#include "producers/venue/matching/exchange.h"
#include "producers/venue/matching/state.h"

namespace venue {

struct Exchange::Engine {
    explicit Engine(const ExchangeConfig& config) : state{config} {}
    State state;
};

}  // namespace venue
