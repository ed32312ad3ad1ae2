/* Answers with the host's random number of the operation. */
#include <inttypes.h>
#include <stdio.h>

#include "provider_fixture.h"

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    char text[24];
    snprintf(text, sizeof text, "%016" PRIx64, the_host->random_u64(the_host->ctx, op));
    say(out, op, text);
    end(out, op, HXM_OK);
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}
