/* Says a word and ends when it is cancelled, inside cancel. */
#include "provider_fixture.h"

enum { most = 64 };

static struct {
    hxm_op op;
    const hxm_sink* out;
} open_ops[most];

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    open_ops[op % most].op = op;
    open_ops[op % most].out = out;
    say(out, op, "begun");
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self;
    if (open_ops[op % most].op != op) return;
    open_ops[op % most].op = 0;
    const hxm_sink* out = open_ops[op % most].out;
    /* The host says of a cancelled operation that it is one, and its sink says stop. */
    const int told = the_host->is_cancelled(the_host->ctx, op) && say(out, op, "x") == HXM_STOP;
    end(out, op, told ? HXM_E_CANCELLED : HXM_E_INTERNAL);
}
