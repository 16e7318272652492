CREATE TABLE `day_change` (
	`id` text PRIMARY KEY NOT NULL,
	`session_day_id` text NOT NULL,
	`before` text,
	`first_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`session_day_id`) REFERENCES `session_day`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `day_change_open_once` ON `day_change` (`session_day_id`) WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX `day_change_day` ON `day_change` (`session_day_id`);