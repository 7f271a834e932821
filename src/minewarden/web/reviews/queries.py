"""What is fetched of reviews; the figures of the bulletin ask here.

The functions for figures take the day as of which they answer and the first day that still counts (`since`,
1 January of that year when left out), and return the rows they count.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, F, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from minewarden.web.org import scope
from minewarden.web.org.models import Role, Unit
from minewarden.web.reviews.models import CaseDocument, CaseFile, Problem, ReviewBody, ReviewRound
from minewarden.web.reviews.states import ProblemState

COUNTED = (ProblemState.CONFIRMED, ProblemState.CORRECTED, ProblemState.APPEALED)
# how a row is led to the reviewer of its file
REVIEWER_OF = {CaseFile: "", CaseDocument: "case_file__", Problem: "case_file__"}
M = TypeVar("M", bound=Model)


def is_blind(user: Any) -> bool:
    """Whether `user` reviews blind: they see the files assigned to them, and not whose files they are."""
    eyes = getattr(user, "eyes", None)
    return eyes is not None and eyes.role == Role.REVIEWER


def seen(rows: QuerySet[M], user: Any) -> QuerySet[M]:
    """The rows of reviews that reach the user.

    A reviewer sees what lies in the files assigned to them, from whatever region (cross-region review is the
    one purpose that scope by unit cannot serve), and nothing else; everybody else sees their own area.
    """
    if not is_blind(user):
        return scope.within(rows, user)
    if rows.model not in REVIEWER_OF:
        return rows.none()
    return rows.filter(**{f"{REVIEWER_OF[rows.model]}reviewer__assignment": user.eyes})


def get_seen(rows: QuerySet[M], pk: int) -> M:
    """The row `pk` of `rows`, which one of the functions here has narrowed; 404 when it is not among them."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def rounds_within(user: Any) -> QuerySet[ReviewRound]:
    """The rounds that reach the user, those organised from above included."""
    return scope.within(ReviewRound.objects.select_related("unit"), user)


def listed(user: Any) -> QuerySet[ReviewRound]:
    """The rounds that reach the user, with how many bodies, files and problems they may see of each."""
    return rounds_within(user).annotate(
        body_count=_number(ReviewBody.objects.all(), "round", user),
        file_count=_number(CaseFile.objects.all(), "body__round", user),
        document_count=_number(CaseDocument.objects.all(), "case_file__body__round", user),
        problem_count=_number(Problem.objects.filter(state__in=COUNTED), "case_file__body__round", user),
    )


def bodies_within(user: Any) -> QuerySet[ReviewBody]:
    """Bodies within scope whose files are or were reviewed."""
    return seen(ReviewBody.objects.select_related("unit", "round"), user)


def case_files_within(user: Any) -> QuerySet[CaseFile]:
    """Case files of bodies within scope, with the number of documents and confirmed problems of each."""
    rows = seen(
        CaseFile.objects.select_related("body__unit", "body__round__unit", "reviewer__assignment__account"),
        user,
    )
    return rows.annotate(
        document_count=Count("documents", distinct=True),
        problem_count=Count("problems", filter=Q(problems__state__in=COUNTED), distinct=True),
        proposed_count=Count("problems", filter=Q(problems__state=ProblemState.PROPOSED), distinct=True),
    )


def with_counted(rows: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """`rows` with the problems that count against each, as `counted`, for its score."""
    counted = Problem.objects.filter(state__in=COUNTED).only("case_file_id", "rule", "severity")
    return rows.prefetch_related(Prefetch("problems", counted.order_by("pk"), to_attr="counted"))


def documents_within(user: Any) -> QuerySet[CaseDocument]:
    """Documents in case files of bodies within scope."""
    return seen(CaseDocument.objects.select_related("case_file__body__unit", "case_file__body__round"), user)


def problems_within(user: Any) -> QuerySet[Problem]:
    """Problems of case files of bodies within scope."""
    rows = Problem.objects.select_related(
        "case_file__body__unit", "case_file__body__round__unit", "case_file__reviewer", "document"
    )
    return seen(rows, user)


def rounds(day: date, since: date | None = None) -> QuerySet[ReviewRound]:
    """Rounds that had begun by `day` and were not over before `since`."""
    start = since or date(day.year, 1, 1)
    return (
        ReviewRound.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=start), starts_on__lte=day)
        .select_related("unit")
        .order_by("starts_on", "pk")
    )


def bodies(day: date, since: date | None = None) -> QuerySet[ReviewBody]:
    """Bodies drawn by `day`, in the order drawn."""
    return (
        ReviewBody.objects.filter(round__in=rounds(day, since), drawn_on__lte=day)
        .select_related("unit", "round")
        .order_by("round__starts_on", "position", "pk")
    )


def bureaux(day: date, since: date | None = None) -> QuerySet[ReviewBody]:
    """Provincial bureaux drawn. Figure case_review.bureaux (`unit.short_name`)."""
    return bodies(day, since).filter(unit__kind=Unit.Kind.BUREAU)


def provinces(day: date, since: date | None = None) -> QuerySet[ReviewBody]:
    """Provincial regulators drawn. Figure case_review.provinces (`unit.short_name`)."""
    return bodies(day, since).filter(unit__kind=Unit.Kind.REGULATOR)


def case_files(day: date, since: date | None = None) -> QuerySet[CaseFile]:
    """Case files drawn by `day`. Figure case_review.files."""
    return (
        CaseFile.objects.filter(body__in=bodies(day, since), drawn_on__lte=day)
        .select_related("body__unit", "body__round")
        .order_by("body__position", "number")
    )


def documents(day: date, since: date | None = None) -> QuerySet[CaseDocument]:
    """Documents in those files. Figure case_review.documents."""
    return (
        CaseDocument.objects.filter(case_file__in=case_files(day, since))
        .select_related("case_file__body__unit")
        .order_by("case_file__body__position", "case_file__number", "position")
    )


def problems(day: date, since: date | None = None) -> QuerySet[Problem]:
    """Problems found by `day` that a person confirmed. Figure case_review.problems."""
    return (
        Problem.objects.filter(case_file__in=case_files(day, since), found_on__lte=day, state__in=COUNTED)
        .select_related("case_file__body__unit", "document")
        .order_by("case_file__body__position", "case_file__number", "rule", "pk")
    )


def _number(rows: QuerySet, lead: str, user: Any) -> Coalesce:
    """How many of `rows` within scope belong to the round of the outer query."""
    return _count_of(seen(rows, user).filter(**{lead: OuterRef("pk")}), lead)


def body_counts(user: Any, review: ReviewRound) -> QuerySet[ReviewBody]:
    """Bodies of `review` within scope, in the order drawn, with files, documents and confirmed problems of each."""
    files = CaseFile.objects.filter(body=OuterRef("pk"))
    documents = CaseDocument.objects.filter(case_file__body=OuterRef("pk"))
    problems = Problem.objects.filter(case_file__body=OuterRef("pk"), state__in=COUNTED)
    return (
        bodies_within(user)
        .filter(round=review)
        .annotate(
            file_count=_count_of(files, "body"),
            document_count=_count_of(documents, "case_file__body"),
            problem_count=_count_of(problems, "case_file__body"),
        )
        .order_by("position", "pk")
    )


def rule_counts(user: Any, review: ReviewRound) -> QuerySet[Problem, dict[str, Any]]:
    """Confirmed problems of `review` within scope by rule, the most frequent first."""
    return (
        problems_within(user)
        .filter(case_file__body__round=review, state__in=COUNTED)
        .values("rule")
        .annotate(n=Count("pk"), files=Count("case_file", distinct=True))
        .order_by("-n", "rule")
    )


def waiting_files(review: ReviewRound) -> QuerySet[CaseFile]:
    """Files with papers uploaded since the program last read them, in a fixed order."""
    unread = Q(reviewed_at__isnull=True) | Q(reviewed_at__lt=F("uploaded_at"))
    return (
        CaseFile.objects.filter(unread, body__round=review, uploaded_at__isnull=False)
        .select_related("body__unit", "body__round")
        .order_by("body__position", "number", "pk")
    )


def _count_of(rows: QuerySet, lead: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(lead).annotate(n=Count("pk")).values("n")), 0)
