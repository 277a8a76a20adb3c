"""What the words of the audit mean, for whoever reads it: what was done, and on which page something was read."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.access import DUTIES
from casework.audit.pages import PAGES
from casework.lib.alphabet import alphabetical

ACTIONS: dict[str, Promise] = {
    "accept_referral": _("accepted a referral"),
    "add_attachment": _("added a document"),
    "add_follow_up": _("set a follow-up"),
    "add_name": _("added a name"),
    "add_note": _("added a note"),
    "add_registry_number": _("added a number of another body"),
    "add_relative": _("added a relative"),
    "add_second_factor": _("set up a second factor"),
    "add_statement": _("recorded what was announced"),
    "approve_death": _("approved a death"),
    "approve_notification": _("approved the wording of news"),
    "approve_report": _("approved that a report leaves"),
    "assign_case": _("assigned a case"),
    "begin_request_draft": _("began to take down a request"),
    "break_glass": _("used emergency access"),
    "cancel_job": _("cancelled background work"),
    "change_case_status": _("moved a case on"),
    "change_exchange_status": _("moved an exchange on"),
    "change_status": _("changed the status of a person"),
    "check_audit": _("checked the audit"),
    "choose_portrait": _("put a picture at the head of a record"),
    "complete_follow_up": _("completed a follow-up"),
    "confirm_identity": _("proved anew who they are"),
    "create_agreement": _("recorded an agreement"),
    "create_exchange": _("planned an exchange"),
    "create_organisation": _("made an organisation"),
    "create_place": _("added a place of detention"),
    "create_user": _("made a user"),
    "decide_duplicate": _("said of two records whether they are of one person"),
    "decide_entry": _("decided an entry"),
    "decline_referral": _("declined a referral"),
    "destroy_attachment_files": _("destroyed the files of a document"),
    "discard_list": _("discarded a list"),
    "dispute_identity": _("disputed an identity"),
    "drop_portrait": _("took the picture from the head of a record"),
    "end_request_draft": _("ended the draft of a request"),
    "end_session": _("a session ended"),
    "fail_to_sign_in": _("was not let in"),
    "find_candidates": _("searched for candidates"),
    "find_duplicate": _("found a possible duplicate"),
    "find_possible_match": _("found a possible match elsewhere"),
    "finish_report": _("a report was sent in full"),
    "grant_role": _("granted a role"),
    "import_list": _("imported a list"),
    "import_people": _("imported people"),
    "link_entry": _("linked an entry"),
    "load_public_history": _("loaded the public history"),
    "move_relative": _("changed the order to inform"),
    "note_contact": _("spoke with the family"),
    "open_case": _("opened a case"),
    "prepare_notification": _("prepared news"),
    "propose_status": _("proposed a status"),
    "publish_list": _("published a list"),
    "read": _("read"),
    "read_attachment": _("opened a document"),
    "rechain_audit": _("moved the audit to several chains"),
    "receive_entry": _("received an entry"),
    "receive_list": _("received a list"),
    "receive_person": _("received a person at the reception desk"),
    "recognise_export": _("looked up where a file came from"),
    "record_arrival": _("recorded an arrival"),
    "record_attempt": _("tried to tell news"),
    "record_consent": _("recorded a consent"),
    "record_contact": _("recorded a contact"),
    "record_detention": _("recorded a stay"),
    "record_evidence": _("recorded evidence"),
    "record_unlisted_arrival": _("recorded an arrival on no list"),
    "refer_case": _("referred a case"),
    "refuse": _("was refused"),
    "refuse_death": _("refused a death"),
    "refuse_job": _("background work was refused"),
    "register_person": _("registered a person"),
    "reject_candidate": _("rejected a candidate"),
    "remove_second_factor": _("removed a second factor"),
    "reopen_notification": _("reopened news"),
    "report_death": _("reported a death"),
    "report_return": _("reported a return"),
    "reset_second_factor": _("reset a second factor"),
    "restore_candidate": _("restored a candidate"),
    "retract_notification": _("retracted news"),
    "review_glass": _("reviewed emergency access"),
    "revoke_referral": _("revoked a referral"),
    "revoke_role": _("took a role away"),
    "rotate_keys": _("changed the keys of sealed fields"),
    "set_columns": _("set the columns of a list"),
    "set_password": _("set a password"),
    "sign_checkpoint": _("signed a checkpoint"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "start_job": _("started background work"),
    "start_report": _("took out a report"),
    "stop_referral": _("stopped a referral"),
    "stop_report": _("stopped a report"),
    "take_publication": _("took out a published list"),
    "take_subject_report": _("made the report of all that is held on a person"),
    "undo_decision": _("took a decision back"),
    "undo_link": _("took a link back"),
    "update_agreement": _("changed an agreement"),
    "update_case": _("changed a case"),
    "update_case_relative": _("changed a relative of a case"),
    "update_exchange": _("changed an exchange"),
    "update_organisation": _("changed an organisation"),
    "update_person": _("changed a person's record"),
    "update_place": _("changed a place of detention"),
    "update_relative": _("changed a relative"),
    "update_template": _("changed the wording of a kind of news"),
    "update_user": _("changed a user"),
    "update_wording": _("changed the wording of news"),
    "verify_person": _("verified a person"),
    "withdraw_attachment": _("withdrew a document"),
    "withdraw_consent": _("recorded a withdrawn consent"),
    "withdraw_entry": _("an entry was withdrawn"),
    "withdraw_publication": _("withdrew a published list"),
}
_ON_DUTIES = {
    "propose": _("proposed: %s"),
    "approve": _("approved: %s"),
    "refuse": _("refused: %s"),
    "withdraw": _("took a proposal back: %s"),
}


def action_label(action: str) -> str:
    """What was done, in plain words; the word of the audit where there are none."""
    if action in ACTIONS:
        return str(ACTIONS[action])
    verb, _underscore, kind = action.partition("_")
    if verb in _ON_DUTIES and kind in DUTIES:
        return str(_ON_DUTIES[verb]) % DUTIES[kind].label
    return action


def page_label(page: str) -> str:
    """Where something was read. Of the administration all pages are alike."""
    if page.startswith("admin:"):
        return gettext("administration")
    return str(PAGES.get(page, page))


def action_choices() -> list[tuple[str, str]]:
    """Every action with its label, in the order of the labels."""
    on_duties = [f"{verb}_{kind}" for verb in _ON_DUTIES for kind in DUTIES]
    return sorted(
        ((name, action_label(name)) for name in [*ACTIONS, *on_duties]), key=lambda choice: alphabetical(choice[1])
    )
