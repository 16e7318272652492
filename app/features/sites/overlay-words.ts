export const dateHints = {
  verifiedOn: "The day on which somebody called the number or read the page.",
  reviewBy:
    "Six months after the test at the latest, and after each session of the legislature. From the day after, it is left out of new prints.",
};
