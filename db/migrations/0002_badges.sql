CREATE TABLE `badge` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`claims` text,
	`status_list` integer NOT NULL,
	`status_index` integer NOT NULL,
	`issued_by` text,
	`issued_at` integer NOT NULL,
	`expires_at` integer,
	`shared_at` integer,
	`replaced_by` text,
	`replaced_at` integer,
	`revoked_by` text,
	`revoked_at` integer,
	`revoked_reason` text,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`issued_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`revoked_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `badge_current_once` ON `badge` (`person_id`,`kind`) WHERE revoked_at is null and replaced_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `badge_status_once` ON `badge` (`status_list`,`status_index`);--> statement-breakpoint
CREATE INDEX `badge_person` ON `badge` (`person_id`);--> statement-breakpoint
CREATE INDEX `badge_site` ON `badge` (`site_id`);--> statement-breakpoint
CREATE INDEX `badge_revoked` ON `badge` (`status_list`) WHERE revoked_at is not null;