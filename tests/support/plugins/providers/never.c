/* Says a word, never ends, and does not listen to cancel. */
#include "provider_fixture.h"

static const hxm_sink* remembered; /* as a provider at work would */

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    remembered = out;
    say(out, op, "wait");
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op, (void)remembered;
}
