/* Talks for the operation before, of whichever run, and then says what it was told: "first" where
 * there was none, "stopped" or "taken". */
#include "provider_fixture.h"

static hxm_op before;
static const hxm_sink* its_sink;

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    const char* word = "first";
    if (its_sink) word = say(its_sink, before, "late, ") == HXM_STOP ? "stopped" : "taken";
    before = op;
    its_sink = out;
    say(out, op, word);
    end(out, op, HXM_OK);
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}
