#include "stop_signals.h"

#include <array>
#include <utility>

namespace rand_engine::cli {
namespace {

constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGHUP};

// What the handler may touch: set before it is installed.
const StopToken* g_token = nullptr;
volatile std::sig_atomic_t g_received = 0;
std::array<struct sigaction, kSignals.size()> g_earlier;

void Handle(int signal_number) {
  g_received = signal_number;
  g_token->RequestStop();
  for (const int number : kSignals) {
    // A person who asks twice wants it to end; an ignored signal stays so.
    struct sigaction now;
    sigaction(number, nullptr, &now);
    if (now.sa_handler == Handle) std::signal(number, SIG_DFL);
  }
}

}  // namespace

StopSignals::StopSignals(StopToken token) : token_(std::move(token)) {
  g_token = &token_;
  g_received = 0;
  struct sigaction action {};
  action.sa_handler = Handle;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int number : kSignals) sigaddset(&action.sa_mask, number);
  for (size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &g_earlier[i]);
    if (g_earlier[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
}

StopSignals::~StopSignals() {
  for (size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], &g_earlier[i], nullptr);
  }
  g_token = nullptr;
}

int StopSignals::received() const { return g_received; }

}  // namespace rand_engine::cli
