/** Ways to pause, each with its one line. */
export const ways = {
  feet: {
    label: "Feet on the floor",
    line: "Press your feet into the floor. Notice that it holds you.",
  },
  senses: {
    label: "What is around you",
    line: "Find three things that you can see, and two that you can hear.",
  },
  breath: {
    label: "A slow breath",
    line: "Breathe in as you like. Let the breath out a little more slowly than it came.",
  },
};
