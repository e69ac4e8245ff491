"""Which misconception explains what was lost, in words of the field, with the place in the code.

The rules:

* A diagnosis decides nothing: it is made when all verdicts are, and only of items that were lost.
* It must be right.  Each rule says what only its misconception does, over all runs in which the
  program stands by itself; where two could be meant, none is named, and the findings speak.
* A place in the code is told by the interpreter (a traceback, the line in which a thread sleeps),
  or is the only one that can be meant.
* Nothing is told of hidden items, nor of runs that only they ask for.
* A rule that fails costs nobody a grade: what it would have said is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from harness.diagnosis import (
    altered,
    asking,
    awaiting,
    beforehand,
    behind,
    caught,
    chatting,
    clients,
    closing,
    conditions,
    connecting,
    counted,
    crashes,
    deadlocks,
    emptied,
    ending,
    excess,
    exits,
    firsts,
    handed,
    handling,
    hindrance,
    hushed,
    idlers,
    kept,
    kits,
    lasting,
    leaving,
    mistaken,
    naming,
    noeffect,
    once,
    order,
    printing,
    putoff,
    refused,
    regions,
    relaying,
    remade,
    sending,
    slips,
    sources,
    starting,
    strays,
    streams,
    swapped,
    telling,
    texts,
    threads,
    turns,
    uncalled,
    unequal,
    unfilled,
    unsaid,
    unshared,
    unwoken,
)
from harness.diagnosis.case import Case, case
from harness.model.record import Record
from harness.model.result import Diagnosis, ItemResult
from harness.model.spec import Spec

__all__ = ["diagnose"]

Rule = Callable[[Case], Iterator[Diagnosis]]

# What a rule may fail with unheard; the tests that grade whole hand-ins want to hear of it.
FORGIVEN: tuple[type[Exception], ...] = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)

# What explains more comes first: a program that does not run, connections, then what is said.
_ROOTS: tuple[Rule, ...] = (
    sources.not_handed_in,
    regions.left_empty,
    slips.generator,
    starting.never_joined,
    starting.without_run,
    handed.closes_it,
    swapped.changed_places,
    awaiting.given_to_a_thread,
    sending.over_and_over,
    threads.one_key_for_both,
    caught.caught_and_printed,
    crashes.caught_and_told,
    unsaid.caught_without_a_word,
    unsaid.kept_quiet,
    unsaid.kept_by_a_pool,
    hushed.sends_nothing,
    crashes.does_not_run,
    idlers.never_called,
    idlers.number_of_a_text,
    awaiting.blocks_the_loop,
    awaiting.never_awaited,
    awaiting.reads_without_await,
    counted.waits_for_three,
    regions.endless_loop,
    kits.never_returns,
    connecting.datagrams,
    connecting.streams_for_datagrams,
    refused.listens_nowhere,
    refused.at_another_port,
    connecting.join_before_accept,
    connecting.wait_for_each_other,
    connecting.all_accept,
    unwoken.made_anew,
    emptied.each_call_begins_anew,
    deadlocks.threads_wait_for_each_other,
    deadlocks.join_of_a_queue,
    connecting.serves_one_only,
    threads.one_name_for_both,
    starting.called_at_once,
    starting.never_started,
    threads.one_after_the_other,
    starting.main_ends_first,
    connecting.hears_one_only,
    connecting.looks_at_the_listener_only,
    connecting.waits_for_a_third,
    unequal.bytes_and_text,
    streams.line_never_ends,
    streams.until_the_end,
    streams.waits_for_more,
    streams.deaf_to_the_end,
)
_OTHERS: tuple[Rule, ...] = (
    excess.ended_for_excess,
    handed.asks_about_another,
    crashes.refused_by_kit,
    beforehand.reads_early,
    beforehand.waits_early,
    beforehand.speaks_early,
    streams.recv_is_no_message,
    streams.takes_too_few,
    handed.makes_another,
    handed.connects_anew,
    handling.asks_the_keyboard,
    handling.takes_another,
    slips.never_released,
    regions.blocks_the_loop,
    unfilled.in_braces,
    unfilled.made_too_early,
    unshared.between_processes,
    unshared.in_a_function,
    unshared.stays_empty,
    unshared.without_self,
    noeffect.does_not_count,
    conditions.true_whoever_was_first,
    conditions.true_whatever_was_said,
    conditions.never_none,
    firsts.both_orders,
    firsts.each_first,
    firsts.own_place,
    firsts.own_twice,
    order.same_first,
    order.race,
    order.order_of_connection,
    order.reversed_order,
    order.says_not_whose,
    order.passes_on,
    firsts.one_twice,
    firsts.first_is_lost,
    naming.told_apart_by_text,
    naming.order_by_text,
    naming.names_swapped,
    naming.renamed,
    telling.answers_early,
    telling.nobody_is_told,
    exits.thread_ends_all,
    telling.one_is_told,
    putoff.another_is_told_nothing_of_it,
    clients.never_sends,
    asking.asks_early,
    asking.joins_before_it_asks,
    asking.reads_to_the_end,
    lasting.so_many_lines,
    lasting.so_many_messages,
    lasting.never_asks,
    clients.no_thread,
    sending.not_what_was_typed,
    uncalled.prints_a_function,
    printing.cuts_what_it_shows,
    printing.shows_nothing_received,
    printing.something_else_for_the_answer,
    once.stops_receiving,
    once.ends_with_the_first,
    once.first_round_only,
    printing.shows_nothing_sent,
    clients.shut_both_ways,
    leaving.before_it_is_told,
    leaving.before_it_is_answered,
    chatting.part_of_a_word,
    leaving.at_another_word,
    chatting.leaves_in_silence,
    clients.closes_early,
    chatting.bye,
    regions.takes_whatever_comes,
    mistaken.answers_the_other,
    behind.one_behind,
    behind.answers_one_behind,
    relaying.back_to_the_sender,
    regions.hides_errors,
    regions.not_called,
    regions.always_true,
    slips.never_reached,
    slips.left_to_a_task,
    slips.left_to_a_thread,
    slips.cancelled,
    slips.lazy,
    kept.helper_uncalled,
    kept.kept_uncalled,
    kept.replaced,
    slips.name_in_quotes,
    slips.windows_from_a_thread,
    exits.ends_the_program,
    handling.compared_with_text,
    handling.compared_with_type,
    handling.given_another_value,
    kits.hides_a_given_class,
    handling.never_sends,
    handling.sends_another,
    handling.one_kind_only,
    handling.first_only,
    handling.first_of_all,
    altered.end_lost,
    altered.changed_on_the_way,
    altered.added_on_the_way,
    altered.letters_lost,
    altered.cut_short,
    altered.signs_escaped,
    remade.in_pieces,
    remade.by_hand,
    strays.others_hear,
    strays.should_not_pass,
    kits.never_sends_on,
    strays.nobody_said,
    once.said_again,
    relaying.not_passed_on,
    relaying.not_to_itself,
    clients.sends_back,
    sending.sent_twice,
    sending.answered_twice,
    sending.more_than_was_typed,
    strays.both_get_it,
    clients.answers_too_much,
    clients.one_thing_at_a_time,
    turns.one_is_heard,
    turns.one_to_its_end,
    deadlocks.looks_in_vain,
    ending.never_ends,
    closing.one_is_closed,
    ending.never_closes,
    texts.too_early,
    sources.comments,
)
# What has no name of its own: told where nothing else is known.
_LAST: tuple[Rule, ...] = (
    altered.not_as_it_came,
    handling.waits_in_a_loop,
    hindrance.not_come_to,
    kits.never_asked,
    kits.reaches_past,
    texts.too_late,
    texts.not_these_words,
)


def diagnose(spec: Spec, record: Record, items: tuple[ItemResult, ...]) -> tuple[Diagnosis, ...]:
    """The diagnoses of a hand-in: what keeps it from working first, then by the points lost.

    One for each item at most, so that nobody reads of two causes of one loss.
    """
    known = case(spec, record, items)
    if not known.lost:
        return ()
    found = [
        (tier, one)
        for tier, rules in enumerate((_ROOTS, _OTHERS, _LAST))
        for rule in rules
        for one in _found(rule, known)
    ]
    main = {item.id: item.max - item.points for item in items if not item.extra}
    extra = {item.id: item.max - item.points for item in items if item.extra}
    found.sort(key=lambda pair: _order(pair[0], pair[1], main, extra))
    told: set[str] = set()
    chosen: dict[tuple[str, str, int], Diagnosis] = {}
    for _, one in found:
        key = (one.says, one.file, one.line)
        if key in chosen:  # of another role that the same file plays
            both = dict.fromkeys((*chosen[key].items, *one.items))
            chosen[key] = replace(chosen[key], items=(*both,))
        elif not {*one.items} <= told:
            chosen[key] = one
        told |= {*one.items}
    return tuple(chosen.values())


def _found(rule: Rule, known: Case) -> list[Diagnosis]:
    try:
        return list(rule(known))
    except FORGIVEN:
        return []


def _order(
    tier: int, one: Diagnosis, main: dict[str, float], extra: dict[str, float]
) -> tuple[bool, int, float, float]:
    """Extra credit last, which says nothing about the main part; what is at the root first."""
    points = sum(main.get(item, 0) for item in one.items)
    return not points, tier, -points, -sum(extra.get(item, 0) for item in one.items)
