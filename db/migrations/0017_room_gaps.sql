CREATE TABLE `person_join` (
	`person_id` text PRIMARY KEY NOT NULL,
	`into_id` text NOT NULL,
	`joined_by` text NOT NULL,
	`joined_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`into_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`joined_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `person_join_into` ON `person_join` (`into_id`);--> statement-breakpoint
CREATE TABLE `paper_line` (
	`id` integer PRIMARY KEY NOT NULL,
	`prompt_id` text NOT NULL,
	`question` integer NOT NULL,
	`text` text NOT NULL,
	FOREIGN KEY (`prompt_id`) REFERENCES `room_prompt`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `paper_line_prompt` ON `paper_line` (`prompt_id`);--> statement-breakpoint
CREATE TABLE `paper_sheet` (
	`prompt_id` text NOT NULL,
	`phone` text NOT NULL,
	PRIMARY KEY(`prompt_id`, `phone`),
	FOREIGN KEY (`prompt_id`) REFERENCES `room_prompt`(`id`) ON UPDATE no action ON DELETE no action
);
